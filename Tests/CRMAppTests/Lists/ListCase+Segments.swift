/// Lists of this area.
extension ListCase {
    static let segments = "/api/customers/segments"
    static let members = "/api/customers/segments/{id}/members"

    static let segmentCases: [ListCase] = segmentSorts.flatMap { $0 } + segmentFilters + memberFilters

    /// The one that everybody is in.
    private static let full = "s1"

    private static let segmentSorts: [[ListCase]] = [
        both(segments, "createdAt", "customer_segments_by_creation"),
        both(segments, "updatedAt", "customer_segments_by_change"),
        both(segments, "name", "customer_segments_by_name"),
        both(segments, "memberCount", "customer_segments_by_size"),
        both(members, "createdAt", "customer_segment_members_by_time", id: full),
    ]

    private static let segmentFilters: [ListCase] = [
        ListCase(segments, "customerId=c17", nil),
        ListCase(segments, "isActive=false", "customer_segments_by_activity"),
        ListCase(segments, "createdAfter=2023-11-14T22:14:00Z", "customer_segments_by_creation"),
        ListCase(segments, "createdBefore=2023-11-14T22:14:00Z", "customer_segments_by_creation"),
        ListCase(segments, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "customer_segments_by_change"),
    ]

    private static let memberFilters: [ListCase] = [
        ListCase(members, "customerId=c17", nil, id: full),
        ListCase(members, "createdAfter=2023-11-15T20:00:00Z", "customer_segment_members_by_time", id: full),
        ListCase(members, "createdBefore=2023-11-15T20:00:00Z", "customer_segment_members_by_time", id: full),
        ListCase(members, "updatedAfter=2023-11-15T20:00:00Z", "customer_segment_members_by_time", id: full),
    ]
}
