import CRMCommerce
import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of analytics: what customers bought, for many of them at once. Each statement is one walk along a table in its
/// own order.
extension AnalyticsStore {
    /// The histories of all these customers up to the end of the day, of those without orders too.
    func histories(of customers: CustomerSet, through day: CalendarDay) throws -> [CustomerKey: CustomerHistory] {
        var histories: [CustomerKey: CustomerHistory] = [:]
        try session.forEach(customers.keys(in: account)) { row in
            histories[try row.read(CustomerKey.self)] = CustomerHistory()
        }
        let rates = try readPurchases(of: customers, through: day, into: &histories)
        if !rates.isEmpty { try readLines(of: customers, rates, into: &histories) }
        return histories
    }

    /// What the amounts of an order's lines are converted by.
    private struct Conversion {
        let currency: Currency
        /// Nil for the account's own currency.
        let rate: DecimalNumber?
    }

    private func readPurchases(
        of customers: CustomerSet, through day: CalendarDay, into histories: inout [CustomerKey: CustomerHistory]
    ) throws -> [Int64: Conversion] {
        var conversions: [Int64: Conversion] = [:]
        try session.forEach(
            """
            SELECT p.customer_id, p.order_key, p.placed_at, p.placed_day, p.value, p.channel, p.currency, p.exchange_rate
            FROM \(OrderStore.purchaseDetails) AS p
            WHERE p.user_id = \(account) AND \(customers.condition("p.customer_id")) AND p.placed_day <= \(day)
            ORDER BY p.customer_id, p.placed_at, p.order_key
            """
        ) { row in
            let customer = try row.read(CustomerKey.self)
            let purchase = CustomerHistory.Purchase(
                key: try row.read(), placedAt: try row.read(), day: try row.read(), value: try row.read(),
                channel: try row.read())
            histories[customer]?.append(purchase)
            let code = try row.read(String.self)
            let currency = code == work.account.currency.code ? work.account.currency : Currency(code)
            let rate = try row.read(String?.self).flatMap { DecimalNumber($0) }
            conversions[purchase.key] = Conversion(currency: currency ?? work.account.currency, rate: rate)
        }
        return conversions
    }

    private func readLines(
        of customers: CustomerSet, _ conversions: [Int64: Conversion],
        into histories: inout [CustomerKey: CustomerHistory]
    ) throws {
        try session.forEach(
            """
            SELECT l.customer_id, l.order_key, l.sku, l.name, l.category, l.quantity, l.unit_price
            FROM \(OrderStore.orderedLines) AS l
            WHERE l.user_id = \(account) AND \(customers.condition("l.customer_id"))
            ORDER BY l.customer_id, l.placed_at, l.order_key, l.line
            """
        ) { row in
            let (customer, order): (CustomerKey, Int64) = (try row.read(), try row.read())
            guard let conversion = conversions[order] else { return }
            let (sku, name, category): (String?, String?, String?) = (try row.read(), try row.read(), try row.read())
            let quantity =
                DecimalNumber(
                    significand: try row.read(), scale: OrderStore.orderedQuantityDecimals) ?? DecimalNumber(integer: 0)
            let line = CustomerHistory.Line(
                sku: sku, name: name, category: category, quantity: quantity,
                amount: amount(of: quantity, at: try row.read(), conversion))
            histories[customer]?.append(line)
        }
    }

    /// In minor units of the account's currency; the greatest amount where it does not fit.
    private func amount(of quantity: DecimalNumber, at price: Int64, _ conversion: Conversion) -> Int64 {
        let (own, currency) = (work.account.currency, conversion.currency)
        let amount = quantity.convert(price, from: currency, to: currency) ?? .max
        guard let rate = conversion.rate else { return amount }
        return rate.convert(amount, from: currency, to: own) ?? .max
    }
}
