/// Lists of this area.
extension ListCase {
    static let profiles = "/api/customers/profiles"

    static let customersCases: [ListCase] = customersSorts.flatMap { $0 } + customersFilters

    private static let customersSorts: [[ListCase]] = [
        both(profiles, "createdAt", "customer_profiles_by_creation"),
        both(profiles, "updatedAt", "customer_profiles_by_change"),
        both(profiles, "totalSpent", "customer_profiles_by_spending"),
        both(profiles, "totalOrders", "customer_profiles_by_order_count"),
        both(profiles, "lastOrderDate", "customer_profiles_by_last_order"),
        both(profiles, "lastName", "customer_profiles_by_name"),
    ]

    private static let customersFilters: [ListCase] = [
        ListCase(profiles, "customerId=c17", nil),
        ListCase(profiles, "status=vip", "customer_profiles_by_status"),
        ListCase(profiles, "customerType=distributor", "customer_profiles_by_type"),
        ListCase(profiles, "source=referral", "customer_profiles_by_source"),
        ListCase(profiles, "rfmSegment=VIP", "customer_profiles_by_segment"),
        ListCase(profiles, "archived=true", nil, isSorted: true),
        ListCase(profiles, "archived=false", "customer_profiles_by_creation"),
        ListCase(profiles, "tag=tag7", nil, isSorted: true),
        ListCase(profiles, "tag=tag7&q=name4", nil, isSorted: true),
        ListCase(profiles, "createdAfter=2023-11-14T22:14:00Z", "customer_profiles_by_creation"),
        ListCase(profiles, "createdBefore=2023-11-14T22:14:00Z", "customer_profiles_by_creation"),
        ListCase(profiles, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "customer_profiles_by_change"),
        ListCase(
            profiles, "lastOrderAfter=2023-11-15T20:00:00Z&sort=lastOrderDate", "customer_profiles_by_last_order"),
        ListCase(
            profiles, "lastOrderBefore=2023-11-15T20:00:00Z&sort=-lastOrderDate",
            "customer_profiles_by_last_order"),
        ListCase(profiles, "updatedAfter=2023-11-16T01:59:00Z", nil, isSorted: true),
        ListCase(profiles, "status=vip&rfmSegment=Lost&sort=-totalSpent", nil, isSorted: true),
        ListCase(profiles, "q=name499", nil, isSorted: true),
        ListCase(profiles, "q=name499&sort=-totalSpent", nil, isSorted: true),
        ListCase(profiles, "q=name499&status=active", nil, isSorted: true),
        ListCase(profiles, "q=first7%20name4", nil, isSorted: true),
        ListCase(profiles, "q=zebra", nil, isSorted: true),
        ListCase(profiles, "q=na", nil),
    ]
}
