/// Lists of this area.
extension ListCase {
    static let eventCases: [ListCase] =
        both(TestShop.interactions, "occurredAt", "customer_interactions_by_time")
        + both(TestShop.interactions, "createdAt", "customer_interactions_by_recording") + interactionFilters
        + both(TestShop.nps, "answeredAt", "customer_nps_answers_by_time")
        + both(TestShop.nps, "createdAt", "customer_nps_answers_by_recording") + answerFilters

    private static let answerFilters: [ListCase] = [
        ListCase(TestShop.nps, "customerId=c17", "customer_nps_answers_by_customer"),
        ListCase(TestShop.nps, "group=detractor", "customer_nps_answers_by_group"),
        ListCase(TestShop.nps, "answeredAfter=2023-11-15T20:00:00Z", "customer_nps_answers_by_time"),
        ListCase(TestShop.nps, "answeredBefore=2023-11-15T20:00:00Z", "customer_nps_answers_by_time"),
        ListCase(
            TestShop.nps, "createdAfter=2023-11-14T22:14:00Z&sort=createdAt", "customer_nps_answers_by_recording"),
        ListCase(
            TestShop.nps, "createdBefore=2023-11-14T22:14:00Z&sort=-createdAt", "customer_nps_answers_by_recording"),
        ListCase(
            TestShop.nps, "updatedAfter=2023-11-14T22:14:00Z&sort=createdAt", "customer_nps_answers_by_recording"),
    ]

    private static let interactionFilters: [ListCase] = [
        ListCase(TestShop.interactions, "customerId=c17", "customer_interactions_by_customer"),
        ListCase(TestShop.interactions, "interactionType=return", "customer_interactions_by_type"),
        ListCase(TestShop.interactions, "name=quiz", "customer_interactions_by_name"),
        ListCase(TestShop.interactions, "sku=s7", "customer_interactions_by_sku"),
        ListCase(TestShop.interactions, "rating=1", "customer_interactions_by_rating"),
        ListCase(TestShop.interactions, "occurredAfter=2023-11-15T20:00:00Z", "customer_interactions_by_time"),
        ListCase(TestShop.interactions, "occurredBefore=2023-11-15T20:00:00Z", "customer_interactions_by_time"),
        ListCase(
            TestShop.interactions, "createdAfter=2023-11-14T22:14:00Z&sort=createdAt",
            "customer_interactions_by_recording"),
        ListCase(
            TestShop.interactions, "createdBefore=2023-11-14T22:14:00Z&sort=-createdAt",
            "customer_interactions_by_recording"),
        ListCase(
            TestShop.interactions, "updatedAfter=2023-11-14T22:14:00Z&sort=createdAt",
            "customer_interactions_by_recording"),
    ]
}
