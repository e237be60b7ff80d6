package import CRMCore
import CRMDatabase
package import CRMPlatform
package import CRMScience

/// What is computed of one customer, as of one day.
package struct CustomerAnalytics: Sendable {
    package let customerID: CustomerID
    package let figures: CustomerFigures
    /// When the figures took their present values.
    package let calculatedAt: Instant
}

/// The figures of one customer as of one day.
package struct CustomerFigures: Sendable {
    package var asOf: CalendarDay
    package var totalOrders = 0
    package var totalSpent: Money
    package var firstOrderDay: CalendarDay?
    package var lastOrderDay: CalendarDay?
    package var purchaseFrequency: Double?
    package var averageDaysBetweenOrders: Double?
    package var expectedNextOrderDay: CalendarDay?
    package var preferredProducts = StoredList<PreferredProduct>([])
    package var preferredCategories = StoredList<PreferredCategory>([])
    package var preferredChannel: String?
    package var preferredHour: Int?
    package var churnRisk: Double?
    package var churnModel: String?
    package var churnReasons: [String] = []
    package var predictedValue: Money?
    package var predictedOrders: Double?
    package var probabilityAlive: Double?
    /// What the two scores are made of, faded until `asOf`; not shown.
    package var engagementActivity: Double?
    package var behavioralActivity: Double?
    package var engagementScore: Double?
    package var behavioralScore: Double?
    package var healthScore: Double?
    package var healthBand: HealthBand?
    package var npsScore: Int?

    package init(asOf: CalendarDay, totalSpent: Money) {
        self.asOf = asOf
        self.totalSpent = totalSpent
    }

    var averageOrderValue: Money { totalSpent.mean(of: totalOrders) }
    /// How many of the orders were not the first: (n − 1)/n.
    var repeatPurchaseRate: Double { totalOrders > 0 ? Double(totalOrders - 1) / Double(totalOrders) : 0 }
    var daysSinceLastOrder: Int? { lastOrderDay.map { asOf.number - $0.number } }
    var lifetimeValue: Money {
        Money(minorUnits: totalSpent.minorUnits + (predictedValue?.minorUnits ?? 0), currency: totalSpent.currency)
    }
}

extension HealthBand: ClosedSet, SQLBindable, SQLDecodable {}

extension CustomerAnalytics: JSONObjectEncodable {
    package static let typeName = "CustomerAnalytics"

    package static let fields: [OutputField<CustomerAnalytics>] = orderFields + forecastFields + scoreFields

    private static let orderFields: [OutputField<CustomerAnalytics>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("totalOrders", "Qualifying orders up to the day of the computation.") { $0.figures.totalOrders },
        OutputField("totalSpent", "Their value, net of refunds.") { $0.figures.totalSpent },
        OutputField("averageOrderValue") { $0.figures.averageOrderValue },
        OutputField("repeatPurchaseRate", "Share of the orders that were not the first: (n − 1)/n.") {
            $0.figures.repeatPurchaseRate
        },
        OutputField("purchaseFrequency", "Orders per 30 days since the first.") { $0.figures.purchaseFrequency },
        OutputField("averageDaysBetweenOrders", "Between days with an order; null before the second.") {
            $0.figures.averageDaysBetweenOrders
        },
        OutputField("daysSinceLastOrder") { $0.figures.daysSinceLastOrder },
        OutputField("expectedNextOrderDate", "The last day with an order and the average gap.") {
            $0.figures.expectedNextOrderDay
        },
        OutputField("preferredProducts", "Those bought for most, at most five.") { $0.figures.preferredProducts },
        OutputField("preferredCategories", "Those bought for most, at most five.") {
            $0.figures.preferredCategories
        },
        OutputField("preferredChannel", "The channel of most orders.") { $0.figures.preferredChannel },
        OutputField("preferredHour", "The hour of most orders, 0…23, in the account's time zone.") {
            $0.figures.preferredHour
        },
    ]

    private static let forecastFields: [OutputField<CustomerAnalytics>] = [
        OutputField("churnRisk", "0…1: no order within the account's churn horizon; null without an order.") {
            $0.figures.churnRisk
        },
        OutputField("churnModel", "What told the risk.") { $0.figures.churnModel },
        OutputField("churnReasons", "What it rests on, in plain words.") { $0.figures.churnReasons },
        OutputField("lifetimeValue", "Spent so far plus predictedValue.") { $0.figures.lifetimeValue },
        OutputField("predictedValue", "Expected value of the coming 12 months, discounted.") {
            $0.figures.predictedValue
        },
        OutputField("predictedOrders", "Expected orders of the coming 12 months.") { $0.figures.predictedOrders },
        OutputField("probabilityAlive", "0…1: has not been lost yet.") { $0.figures.probabilityAlive },
    ]

    private static let scoreFields: [OutputField<CustomerAnalytics>] = [
        OutputField("engagementScore", "Responses to messages, 0…100; null without messages.") {
            $0.figures.engagementScore
        },
        OutputField("behavioralScore", "Visits, carts, reviews and purchases, 0…100.") { $0.figures.behavioralScore },
        OutputField("healthScore", "0…100.") { $0.figures.healthScore },
        OutputField("healthBand") { $0.figures.healthBand },
        OutputField("npsScore", "The last answer to \"would you recommend us\", 0…10.") { $0.figures.npsScore },
        OutputField("calculatedAt", "When the figures took their present values.") { $0.calculatedAt },
    ]
}

/// A product among those that a customer bought most of.
package struct PreferredProduct: JSONObjectEncodable {
    let sku: String?
    let name: String?
    let quantity: DecimalNumber
    let amount: Money

    package static let typeName = "PreferredProduct"

    package static let fields: [OutputField<PreferredProduct>] = [
        OutputField("sku") { $0.sku },
        OutputField("name") { $0.name },
        OutputField("quantity") { $0.quantity },
        OutputField("amount", "At the prices of the orders' lines, in the account's currency.") { $0.amount },
    ]
}

/// A category among those that a customer bought most of.
package struct PreferredCategory: JSONObjectEncodable {
    let category: String
    let quantity: DecimalNumber
    let amount: Money

    package static let typeName = "PreferredCategory"

    package static let fields: [OutputField<PreferredCategory>] = [
        OutputField("category") { $0.category },
        OutputField("quantity") { $0.quantity },
        OutputField("amount", "At the prices of the orders' lines, in the account's currency.") { $0.amount },
    ]
}

/// A list that is stored as the JSON of its answer.
package struct StoredList<Item: JSONObjectEncodable>: JSONEncodable {
    let text: String

    init(_ items: [Item]) {
        text = items.isEmpty ? "[]" : items.jsonText
    }

    init(stored text: String) {
        self.text = text
    }

    package static var schema: Schema { [Item].schema }
    package func write(to writer: inout JSONWriter) { writer.raw(text) }
}
