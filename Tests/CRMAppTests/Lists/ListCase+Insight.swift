/// Lists of this area.
extension ListCase {
    static let scores = "/api/customers/rfm"
    static let changes = "/api/customers/rfm/history"

    static let insightCases: [ListCase] = insightSorts.flatMap { $0 } + insightFilters

    private static let insightSorts: [[ListCase]] = [
        both(scores, "rfmScore", "customer_rfm_scores_by_score"),
        both(scores, "calculatedAt", "customer_rfm_scores_by_time"),
        both(changes, "changedAt", "customer_rfm_history_by_time"),
    ]

    private static let insightFilters: [ListCase] = [
        ListCase(scores, "segment=VIP", "customer_rfm_scores_by_segment"),
        ListCase(scores, "customerId=c17", nil),
        ListCase(scores, "createdAfter=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_rfm_scores_by_time"),
        ListCase(scores, "createdBefore=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_rfm_scores_by_time"),
        ListCase(scores, "updatedAfter=2023-11-15T20:00:00Z&sort=calculatedAt", "customer_rfm_scores_by_time"),
        ListCase(changes, "customerId=c17", nil),
        ListCase(changes, "from=Lost", "customer_rfm_history_by_from"),
        ListCase(changes, "to=VIP", "customer_rfm_history_by_to"),
        ListCase(changes, "after=2023-11-15T20:00:00Z", "customer_rfm_history_by_time"),
        ListCase(changes, "before=2023-11-15T20:00:00Z", "customer_rfm_history_by_time"),
        ListCase(changes, "createdAfter=2023-11-15T20:00:00Z", "customer_rfm_history_by_time"),
        ListCase(changes, "createdBefore=2023-11-15T20:00:00Z", "customer_rfm_history_by_time"),
        ListCase(changes, "updatedAfter=2023-11-15T20:00:00Z", "customer_rfm_history_by_time"),
    ]
}
