/// Lists of this area.
extension ListCase {
    static let orders = "/api/customers/orders"

    static let commerceCases: [ListCase] = commerceSorts.flatMap { $0 } + commerceFilters

    private static let commerceSorts: [[ListCase]] = [
        both(orders, "placedAt", "orders_by_time"),
        both(orders, "createdAt", "orders_by_recording"),
        both(orders, "updatedAt", "orders_by_version"),
    ]

    private static let commerceFilters: [ListCase] = [
        ListCase(orders, "customerId=c17", nil),
        ListCase(orders, "status=pending", "orders_by_status"),
        ListCase(orders, "channel=phone", "orders_by_channel"),
        ListCase(orders, "placedAfter=2023-11-15T20:00:00Z", "orders_by_time"),
        ListCase(orders, "placedBefore=2023-11-15T20:00:00Z", "orders_by_time"),
        ListCase(orders, "createdAfter=2023-11-14T22:14:00Z&sort=createdAt", "orders_by_recording"),
        ListCase(orders, "createdBefore=2023-11-14T22:14:00Z&sort=-createdAt", "orders_by_recording"),
        ListCase(orders, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "orders_by_version"),
    ]
}
