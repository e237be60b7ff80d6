package import CRMCore
package import CRMPlatform
import CRMScience

/// The verbs of RFM.
package struct RFMScoring {
    private let work: Work
    private let store: RFMStore
    private let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = RFMStore(work)
        directory = CustomerDirectory(work)
    }

    /// Customers of one transaction of a run over all.
    package static let customersPerStep = 20_000

    /// Computes the score of one customer. Without `days` and `asOf` it is the score of now and is saved; with one of
    /// them it answers a question and is not.
    ///
    /// Throws ``UnknownCustomer`` or ``RFMError/noOrderHistory(_:)``: a score is never invented.
    package func calculateRFMScore(
        _ customerID: CustomerID, days: Int? = nil, asOf: Moment? = nil
    ) throws -> CustomerRFMScore {
        let customer = try directory.key(of: customerID)
        let settings = try settings()
        let thresholds = try settings.with(windowDays: days ?? settings.windowDays)
        let isQuestion = asOf != nil || thresholds != settings
        let moment = asOf ?? .day(work.today)
        let scorer = RFMScorer(thresholds: thresholds, currency: work.account.currency)
        if !isQuestion {
            try directory.lock([customer])
            try score([customer])
            guard let saved = try store.score(of: customer, scorer: scorer) else {
                throw RFMError.noOrderHistory(customerID)
            }
            return saved
        }
        guard let facts = try store.facts(of: customer, asOf: moment, scorer: scorer) else {
            throw RFMError.noOrderHistory(customerID)
        }
        let saved = try store.score(of: customer, scorer: scorer)
        return CustomerRFMScore(
            customerID: customerID, score: scorer.score(facts), previousSegment: saved?.previousSegment,
            segmentChangedAt: saved?.segmentChangedAt, orderCount: facts.ordersInWindow,
            totalSpent: work.account.money(facts.spentInWindow), calculatedAt: work.now)
    }

    private func settings() throws -> RFMThresholds { try RFMSettings(work).thresholds() }

    /// Scores these customers as of now and saves the scores.
    package func score(_ customers: Set<CustomerKey>) throws {
        guard !customers.isEmpty else { return }
        let scorer = RFMScorer(thresholds: try settings(), currency: work.account.currency)
        let staged = try store.stage(customers)
        try store.save(asOf: .day(work.today), scorer: scorer, customers: staged)
        try work.publish(SegmentsScored(segments: store.segments(of: staged), asOf: work.today))
    }

    /// Scores the next customers after `key` as of a moment and saves the scores; gives the last key of the step, or
    /// nil at the end of the account.
    package func scoreStep(after key: CustomerKey, asOf: Moment) throws -> CustomerKey? {
        guard let last = try store.lastKey(after: key, count: RFMScoring.customersPerStep) else { return nil }
        let scorer = RFMScorer(thresholds: try settings(), currency: work.account.currency)
        let range = store.customers(after: key, through: last)
        try directory.lock(matching: range)
        try store.save(asOf: asOf, scorer: scorer, customers: range)
        let day = asOf.day(in: work.account.calendar)
        try work.publish(SegmentsScored(segments: store.segments(of: range), asOf: day))
        return last
    }

    /// Saved scores, page by page, with the distribution over the whole account.
    package func report(_ filter: RFMScoreFilter, _ listing: Listing) throws -> RFMReport {
        let scorer = RFMScorer(thresholds: try settings(), currency: work.account.currency)
        let customer = try filter.customerID.map { try directory.filterKey($0) }
        let page = try store.scores(filter, customer: customer, listing, scorer: scorer)
        return RFMReport(page: page, distribution: try distribution())
    }

    /// Customers of each segment.
    package func distribution() throws -> RFMDistribution { try store.distribution() }
}

/// Which saved scores a list holds. A score is made anew whenever it changes: its times are those of its computation.
package struct RFMScoreFilter: Sendable {
    package var segment: RFMSegment?
    package var customerID: CustomerID?
    package var createdAfter: Moment?
    package var createdBefore: Moment?
    package var updatedAfter: Moment?

    package init(segment: RFMSegment? = nil) {
        self.segment = segment
    }

    /// The best first.
    package static let standardSort = SortOrder(RFMStore.sortKeys[0], descending: true)
}

/// Why a verb of RFM refuses.
package enum RFMError: DomainError {
    case noOrderHistory(CustomerID)

    package var kind: DomainErrorKind { .conflict }
    package var code: String { "rfm.no_order_history" }
    package var detail: String {
        switch self {
        case .noOrderHistory(let customerID): "Customer \(customerID.value) has no qualifying order to score"
        }
    }
}
