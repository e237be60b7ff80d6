/// Lists of this area.
extension ListCase {
    static let analytics = "/api/customers/analytics"

    static let analyticsCases: [ListCase] = analyticsSorts.flatMap { $0 } + analyticsFilters

    private static let analyticsSorts: [[ListCase]] = [
        both(analytics, "totalSpent", "customer_analytics_by_spending"),
        both(analytics, "predictedValue", "customer_analytics_by_value"),
        both(analytics, "churnRisk", "customer_analytics_by_risk"),
        both(analytics, "healthScore", "customer_analytics_by_health"),
        both(analytics, "calculatedAt", "customer_analytics_by_time"),
    ]

    private static let analyticsFilters: [ListCase] = [
        ListCase(analytics, "customerId=c17", nil),
        ListCase(analytics, "createdAfter=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_analytics_by_time"),
        ListCase(analytics, "createdBefore=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_analytics_by_time"),
        ListCase(analytics, "updatedAfter=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_analytics_by_time"),
    ]
}
