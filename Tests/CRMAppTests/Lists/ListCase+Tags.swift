/// Lists of this area.
extension ListCase {
    static let tags = "/api/customers/tags"
    static let tagged = "/api/customers/tags/{id}/customers"

    static let tagCases: [ListCase] = tagSorts.flatMap { $0 } + tagFilters + taggedFilters

    /// The one that everybody has.
    private static let common = "t1"

    private static let tagSorts: [[ListCase]] = [
        both(tags, "createdAt", "customer_tags_by_creation"),
        both(tags, "updatedAt", "customer_tags_by_change"),
        both(tags, "name", "customer_tags_by_name"),
        both(tags, "customerCount", "customer_tags_by_size"),
        both(tagged, "createdAt", "customer_tag_links_by_time", id: common),
    ]

    private static let tagFilters: [ListCase] = [
        ListCase(tags, "createdAfter=2023-11-14T22:14:00Z", "customer_tags_by_creation"),
        ListCase(tags, "createdBefore=2023-11-14T22:14:00Z", "customer_tags_by_creation"),
        ListCase(tags, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "customer_tags_by_change"),
    ]

    private static let taggedFilters: [ListCase] = [
        ListCase(tagged, "createdAfter=2023-11-15T20:00:00Z", "customer_tag_links_by_time", id: common),
        ListCase(tagged, "createdBefore=2023-11-15T20:00:00Z", "customer_tag_links_by_time", id: common),
        ListCase(tagged, "updatedAfter=2023-11-15T20:00:00Z", "customer_tag_links_by_time", id: common),
    ]
}
