package import CRMCore
package import CRMPlatform
import CRMScience

/// The verbs of RFM.
package struct RFMScoring {
    let work: Work
    let store: RFMStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = RFMStore(work)
        directory = CustomerDirectory(work)
    }

    /// The most customers of one change of orders who are scored with it; more are marked for the next run.
    package static let customersAtOnce = 200

    /// Computes the score of one customer. Without `days` and `asOf` it is the score of now and is saved; with one of
    /// them it answers a question and is not.
    ///
    /// Throws ``UnknownCustomer`` or ``RFMError/noOrderHistory(_:)``: a score is never invented.
    package func calculateRFMScore(
        _ customerID: CustomerID, days: Int? = nil, asOf: Moment? = nil
    ) throws -> CustomerRFMScore {
        let customer = try directory.key(of: customerID)
        let rules = try rules()
        let asked = RFMRules(
            thresholds: try rules.thresholds.with(windowDays: days ?? rules.thresholds.windowDays), mode: rules.mode,
            quantiles: rules.quantiles)
        let moment = asOf ?? .day(work.today)
        let scorer = asked.scorer(work.account.currency)
        if asOf == nil, asked == rules {
            try directory.lock([customer])
            try score([customer], touchingAll: true)
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

    func rules() throws -> RFMRules { try RFMSettings(work).rules() }

    /// Scores customers whose orders changed, or marks them for the next run when they are many. They are locked already.
    func ordersChanged(of customers: Set<CustomerKey>) throws {
        guard customers.count > RFMScoring.customersAtOnce else { return try score(customers) }
        try store.mark(try store.stage(customers))
        try RFMDaily.catchUp(work)
    }

    /// Scores these customers as of now and saves the scores.
    package func score(_ customers: Set<CustomerKey>) throws {
        try score(customers, touchingAll: false)
    }

    private func score(_ customers: Set<CustomerKey>, touchingAll: Bool) throws {
        guard !customers.isEmpty else { return }
        let run = RFMComputation(
            asOf: .day(work.today), scorer: try rules().scorer(work.account.currency),
            customers: try store.stage(customers), otherwise: .order, touchesAll: touchingAll)
        try save(run)
    }

    func save(_ run: RFMComputation) throws {
        try work.holdTimeZone()
        try store.save(run)
        let day = run.asOf.day(in: work.account.calendar)
        try work.publish(SegmentsScored(segments: store.segments(of: run.customers), asOf: day))
    }

    /// Saved scores, page by page, with the distribution over the whole account.
    package func report(_ filter: RFMScoreFilter, _ listing: Listing) throws -> RFMReport {
        let scorer = try rules().scorer(work.account.currency)
        let customer = try filter.customerID.map { try directory.filterKey($0) }
        let page = try store.scores(filter, customer: customer, listing, scorer: scorer)
        return RFMReport(page: page, distribution: try distribution())
    }

    /// The scores that the filter leaves of those of the next `count` customers, and the last key of these; nil at the
    /// end.
    func stretch(
        after key: CustomerKey, count: Int, _ segment: RFMSegment?
    ) throws -> (scores: [CustomerRFMScore], last: CustomerKey)? {
        let scorer = try rules().scorer(work.account.currency)
        return try store.stretch(after: key, count: count, segment, scorer: scorer)
    }

    /// Customers of each segment.
    package func distribution() throws -> RFMDistribution { try store.distribution() }

    /// Customers and value of each cell of recency and frequency.
    package func matrix(monetaryScore: Int? = nil) throws -> RFMMatrix {
        try store.matrix(monetaryScore: monetaryScore)
    }
}

/// Which saved scores a list holds. A score is made anew whenever it changes: its times are those of its computation.
package struct RFMScoreFilter: Sendable {
    package var segment: RFMSegment?
    package var customerID: CustomerID?
    package var times = ListTimes()

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
