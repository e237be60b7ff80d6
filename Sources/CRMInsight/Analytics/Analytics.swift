package import CRMCore
import CRMDatabase
package import CRMPlatform
import CRMScience

/// The verbs of analytics.
package struct Analytics {
    let work: Work
    let store: AnalyticsStore
    let directory: CustomerDirectory
    let signals: [SignalSource]

    /// `signals` tells what is known of customers beyond their orders.
    package init(_ work: Work, signals: [SignalSource] = []) {
        self.work = work
        self.signals = signals
        store = AnalyticsStore(work)
        directory = CustomerDirectory(work)
    }

    /// The list's order unless told otherwise: the best customers first.
    package static let standardSort = SortOrder(AnalyticsStore.sortKeys[0], descending: true)

    /// Computes and saves the analytics of one customer as of now. Without an order they are zeros and nulls, and
    /// `churnReasons` says why. Throws ``UnknownCustomer`` and ``AnalyticsError/archived``.
    package func updateCustomerAnalytics(_ customerID: CustomerID) throws -> CustomerAnalytics {
        let customer = try directory.lockedKey(of: customerID)
        guard try store.archived(of: try store.stage([customer])).isEmpty else { throw AnalyticsError.archived }
        try analyse(try store.stage([customer]), try rules(), touchingAll: true)
        // Removed meanwhile: a collision.
        guard let saved = try store.analytics(of: customer) else { throw DatabaseError.serialization }
        return saved
    }

    /// The probability, 0…1, that the customer buys nothing within the account's churn horizon, from the last `days` of
    /// their history. It answers a question and saves nothing. Throws ``UnknownCustomer``.
    package func calculateChurnRisk(
        _ customerID: CustomerID, days: Int = ChurnEstimate.standardDays
    ) throws -> ChurnRisk {
        let customer = try directory.key(of: customerID)
        let horizon = try AnalyticsSettings(work).churnHorizonDays()
        let history = try store.histories(of: try store.stage([customer]), through: work.today)[customer]
        let estimate = ChurnEstimate(
            days: history?.purchases.map(\.day) ?? [], asOf: work.today, window: days, horizonDays: horizon)
        return ChurnRisk(customerID: customerID, estimate: estimate, asOf: work.today, days: days, horizonDays: horizon)
    }

    /// Saved analytics, page by page.
    package func list(_ filter: AnalyticsFilter, _ listing: Listing) throws -> ListPage<CustomerAnalytics> {
        let customer = try filter.customerID.map { try directory.filterKey($0) }
        return try store.list(filter, customer: customer, listing)
    }

    // MARK: Computing

    func rules() throws -> AnalyticsRules {
        let state = try store.runState()
        return AnalyticsRules(
            account: work.account, asOf: work.today, horizonDays: try AnalyticsSettings(work).churnHorizonDays(),
            meanOrderValue: state.meanOrderValue, valueBounds: state.valueBounds, scales: state.scales)
    }

    /// Computes the figures of these customers, who are locked already, and saves what differs.
    func analyse(_ customers: CustomerSet, _ rules: AnalyticsRules, touchingAll: Bool = false) throws {
        try work.holdTimeZone()
        var histories = try store.histories(of: customers, through: rules.asOf)
        let since = rules.asOf.advanced(days: -ActivityScore.windowDays)
        for source in signals {
            for (customer, known) in try source.read(customers, since, work) {
                histories[customer]?.signals.activity += known.activity
                if let score = known.npsScore { histories[customer]?.signals.npsScore = score }
            }
        }
        for customer in try store.archived(of: customers) { histories[customer] = nil }
        let bands = try store.bands(of: customers)
        let figures = histories.sorted { $0.key.value < $1.key.value }.map { customer, history in
            (customer: customer, figures: rules.figures(of: history, after: bands[customer]))
        }
        try store.save(figures, touchingAll: touchingAll)
        try store.removeMarks(of: customers)
        try work.publish(CustomersAnalysed(figures: store.profileFigures(of: customers)))
    }

    /// Notes that figures of these customers have changed: a run soon computes them anew.
    func mark(_ customers: Set<CustomerKey>) throws {
        guard !customers.isEmpty else { return }
        try store.mark(try store.stage(customers))
        try AnalyticsJobs.catchUp(work, isBulk: customers.count > Analytics.bulkCustomers)
    }

    /// Takes out the figures of customers who are archived now; a run passes them by.
    func forget(_ customers: Set<CustomerKey>) throws {
        guard !customers.isEmpty else { return }
        let staged = try store.stage(customers)
        try store.remove(staged)
        try store.removeMarks(of: staged)
    }

    /// Customers of one change from which on it is taken for a part of a bulk load.
    private static let bulkCustomers = 200
}

/// Why analytics are refused.
package enum AnalyticsError: DomainError {
    case archived

    package var kind: DomainErrorKind { .conflict }
    package var code: String { "analytics.archived" }
    package var detail: String { "The customer is archived: restore the profile first" }
}

/// The churn risk of one customer, as an answer.
package struct ChurnRisk: JSONObjectEncodable {
    let customerID: CustomerID
    let estimate: ChurnEstimate
    let asOf: CalendarDay
    let days: Int
    let horizonDays: Int

    /// 0…1; nil without a purchase.
    package var value: Double? { estimate.risk }

    package static let typeName = "ChurnRisk"

    package static let fields: [OutputField<ChurnRisk>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("churnRisk", "0…1: no order within horizonDays; null without an order.") { $0.estimate.risk },
        OutputField("horizonDays", "The account's churn horizon.") { $0.horizonDays },
        OutputField("days", "Days of history that were looked back over.") { $0.days },
        OutputField("asOf") { $0.asOf },
        OutputField("churnModel", "What told the risk; null without an order.") {
            $0.estimate.risk == nil ? nil : ChurnEstimate.modelName
        },
        OutputField("churnReasons", "What it rests on, in plain words.") { $0.estimate.reasons },
    ]
}
