import CRMCore
import CRMPlatform

/// What one customer bought, as far as figures are made of it.
struct CustomerHistory {
    private(set) var purchases: [Purchase] = []
    var signals = CustomerSignals()
    private var products: [String: Tally] = [:]
    private var categories: [String: Tally] = [:]

    /// One qualifying order.
    struct Purchase {
        let key: Int64
        let placedAt: Instant
        let day: CalendarDay
        /// Net of refunds, in minor units of the account's currency.
        let value: Int64
        let channel: String?
    }

    /// One line of a qualifying order.
    struct Line {
        let sku: String?
        let name: String?
        let category: String?
        let quantity: DecimalNumber
        /// In minor units of the account's currency.
        let amount: Int64
    }

    private struct Tally {
        var sku: String?
        var name: String?
        var quantity: Int64 = 0
        var amount: Int64 = 0

        mutating func add(_ line: Line) {
            let thousandths = line.quantity.minorUnits(decimals: CustomerHistory.quantityDecimals) ?? 0
            quantity = quantity.addingOrMaximum(thousandths)
            amount = amount.addingOrMaximum(line.amount)
        }

        var decimalQuantity: DecimalNumber {
            DecimalNumber(significand: quantity, scale: CustomerHistory.quantityDecimals) ?? DecimalNumber(integer: 0)
        }
    }

    /// Products and categories that are shown.
    static let preferences = 5
    fileprivate static let quantityDecimals = 3

    mutating func append(_ purchase: Purchase) { purchases.append(purchase) }

    mutating func append(_ line: Line) {
        if let key = line.sku ?? line.name {
            var tally = products[key] ?? Tally(sku: line.sku)
            tally.name = line.name ?? tally.name
            tally.add(line)
            products[key] = tally
        }
        if let category = line.category { categories[category, default: Tally()].add(line) }
    }

    /// The products with the greatest amounts; of equal ones that with the greater quantity, then by name.
    func preferredProducts(in account: Account) -> [PreferredProduct] {
        Self.greatest(products).map { _, tally in
            PreferredProduct(
                sku: tally.sku, name: tally.name, quantity: tally.decimalQuantity,
                amount: account.money(tally.amount))
        }
    }

    func preferredCategories(in account: Account) -> [PreferredCategory] {
        Self.greatest(categories).map { category, tally in
            PreferredCategory(
                category: category, quantity: tally.decimalQuantity, amount: account.money(tally.amount))
        }
    }

    private static func greatest(_ tallies: [String: Tally]) -> [(String, Tally)] {
        let sorted = tallies.sorted { left, right in
            if left.value.amount != right.value.amount { return left.value.amount > right.value.amount }
            if left.value.quantity != right.value.quantity { return left.value.quantity > right.value.quantity }
            return left.key < right.key
        }
        return sorted.prefix(preferences).map { ($0.key, $0.value) }
    }

    /// The channel of most orders; of equal ones the first by name.
    var preferredChannel: String? { Self.commonest(purchases.compactMap(\.channel)) }

    /// The hour of most orders on the clocks of the account; of equal ones the earliest.
    func preferredHour(in calendar: DayCalendar) -> Int? {
        Self.commonest(
            purchases.map { purchase in
                let local = purchase.placedAt.milliseconds + calendar.offset(at: purchase.placedAt)
                let day = Instant.millisecondsPerDay
                return Int(((local % day) + day) % day / Self.millisecondsPerHour)
            })
    }

    private static let millisecondsPerHour: Int64 = 3_600_000

    private static func commonest<Value: Hashable & Comparable>(_ values: [Value]) -> Value? {
        let counts = values.reduce(into: [:]) { counts, value in counts[value, default: 0] += 1 }
        return counts.max { left, right in
            left.value != right.value ? left.value < right.value : left.key > right.key
        }?.key
    }
}

extension Int64 {
    /// The sum, or the greatest number where it does not fit.
    fileprivate func addingOrMaximum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
