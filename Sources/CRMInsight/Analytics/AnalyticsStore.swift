package import CRMCore
import CRMDatabase
package import CRMPlatform
import CRMScience

/// The SQL of analytics: reading.
struct AnalyticsStore {
    let work: Work
    var session: any DatabaseSession { work.session }
    var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("totalSpent", "a.total_spent", .int64),
        SortKey("predictedValue", "a.predicted_value", .int64, isNullable: true),
        SortKey("churnRisk", "a.churn_risk", .double, isNullable: true),
        SortKey("healthScore", "a.health_score", .double, isNullable: true),
        SortKey("calculatedAt", "a.calculated_at", .int64),
    ]

    private static let columns: SQL = """
        (
            SELECT i.external_id
            FROM customer_identities AS i
            WHERE i.user_id = a.user_id AND i.customer_id = a.customer_id AND i.is_primary
        ),
        a.as_of_day, a.total_orders, a.total_spent, a.first_order_day, a.last_order_day, a.purchase_frequency,
        a.average_days_between_orders, a.expected_next_order_day, a.preferred_products, a.preferred_categories,
        a.preferred_channel, a.preferred_hour, a.churn_risk, a.churn_model, a.churn_reasons, a.predicted_value,
        a.predicted_orders, a.probability_alive, a.engagement_score, a.behavioral_score, a.health_score,
        a.health_band, a.nps_score, a.calculated_at
        """

    static let table = ListTable(
        "customer_analytics AS a", as: "a", columns: columns, key: "a.customer_id")

    func analytics(of customer: CustomerKey) throws -> CustomerAnalytics? {
        try session.first(
            """
            SELECT \(AnalyticsStore.columns)
            FROM customer_analytics AS a
            WHERE a.user_id = \(account) AND a.customer_id = \(customer)
            """, decode)
    }

    func list(
        _ filter: AnalyticsFilter, customer: CustomerKey?, _ listing: Listing
    ) throws -> ListPage<CustomerAnalytics> {
        try listing.page(of: AnalyticsStore.table, where: conditions(filter, customer), in: session, decode)
    }

    private func conditions(_ filter: AnalyticsFilter, _ customer: CustomerKey?) -> [SQL] {
        let customers: [SQL] = customer.map { ["a.customer_id = \($0)"] } ?? []
        return ["a.user_id = \(account)"] + customers
            + filter.times.conditions(
                created: "a.calculated_at", updated: "a.calculated_at", in: work.account.calendar)
    }

    /// The bands of those of the customers who have one.
    func bands(of customers: CustomerSet) throws -> [CustomerKey: HealthBand] {
        let pairs: [(CustomerKey, HealthBand)] = try session.all(
            """
            SELECT a.customer_id, a.health_band
            FROM customer_analytics AS a
            WHERE a.user_id = \(account) AND \(customers.condition("a.customer_id")) AND a.health_band IS NOT NULL
            """
        ) { row in (try row.read(), try row.read()) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Reads the columns in their order; what follows from others is derived anew.
    func decode(_ row: inout Row) throws -> CustomerAnalytics {
        let account = work.account
        let customerID = try row.read(CustomerID.self)
        let (asOf, orders): (CalendarDay, Int) = (try row.read(), try row.read())
        var figures = CustomerFigures(asOf: asOf, totalSpent: account.money(try row.read()))
        figures.totalOrders = orders
        figures.firstOrderDay = try row.read()
        figures.lastOrderDay = try row.read()
        figures.purchaseFrequency = try row.read()
        figures.averageDaysBetweenOrders = try row.read()
        figures.expectedNextOrderDay = try row.read()
        figures.preferredProducts = StoredList(stored: try row.read())
        figures.preferredCategories = StoredList(stored: try row.read())
        figures.preferredChannel = try row.read()
        figures.preferredHour = try row.read()
        figures.churnRisk = try row.read()
        figures.churnModel = try row.read()
        figures.churnReasons = try row.read(String.self).split(separator: "\n").map(String.init)
        figures.predictedValue = try row.read(Int64?.self).map(account.money)
        figures.predictedOrders = try row.read()
        figures.probabilityAlive = try row.read()
        figures.engagementScore = try row.read()
        figures.behavioralScore = try row.read()
        figures.healthScore = try row.read()
        figures.healthBand = try row.read()
        figures.npsScore = try row.read()
        return CustomerAnalytics(customerID: customerID, figures: figures, calculatedAt: try row.read())
    }
}

/// Which analytics a list holds. They are made anew whenever they change: their times are those of their computation.
package struct AnalyticsFilter: Sendable {
    package var customerID: CustomerID?
    package var times = ListTimes()

    package init() {}
}
