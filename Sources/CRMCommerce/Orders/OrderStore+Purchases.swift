package import CRMDatabase

/// What other contexts compute from, besides ``OrderStore/purchases``.
extension OrderStore {
    /// All purchases with what tells one from another: the columns of ``purchases``, `order_key`, `channel`, `currency`
    /// (ISO 4217) and `exchange_rate` (units of the account's currency for one of the order's, as text).
    package static let purchaseDetails: SQL = """
        (SELECT user_id, customer_id, placed_at, placed_day, value, order_key, channel, currency, exchange_rate
        FROM orders
        WHERE is_qualifying)
        """

    /// The lines of all orders, purchases or not: `user_id`, `customer_id`, `placed_at`, `order_key`, `line`, `sku`, `name`,
    /// `category`, `quantity` (thousandths) and `unit_price` (minor units of the order's currency).
    package static let orderedLines: SQL = "order_lines"

    /// Decimals of the quantities in ``orderedLines``.
    package static let orderedQuantityDecimals = 3
}
