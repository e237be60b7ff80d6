/// Lists of this area.
extension ListCase {
    static let bulk = TestShop.bulk

    static let bulkCases: [ListCase] = bulkSorts.flatMap { $0 } + bulkFilters

    private static let bulkSorts: [[ListCase]] = [
        both(bulk, "createdAt", "bulk_actions_by_creation"),
        both(bulk, "updatedAt", "bulk_actions_by_change"),
    ]

    private static let bulkFilters: [ListCase] = [
        ListCase(bulk, "action=kind7", "bulk_actions_by_action"),
        ListCase(bulk, "state=succeeded", nil, isSorted: true),
        ListCase(bulk, "createdAfter=2023-11-14T22:14:00Z", "bulk_actions_by_creation"),
        ListCase(bulk, "createdBefore=2023-11-14T22:14:00Z", "bulk_actions_by_creation"),
        ListCase(bulk, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "bulk_actions_by_change"),
    ]
}
