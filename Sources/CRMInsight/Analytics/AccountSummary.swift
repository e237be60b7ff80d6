package import CRMCore
package import CRMPlatform

/// A month of the Gregorian calendar, counted from the year 0.
package struct CalendarMonth: Sendable, Hashable {
    package let number: Int

    private static let perYear = 12

    package init(number: Int) {
        self.number = number
    }

    package init(of day: CalendarDay) {
        let (year, month, _) = day.civil
        number = year * CalendarMonth.perYear + month - 1
    }

    func advanced(months: Int) -> CalendarMonth { CalendarMonth(number: number + months) }

    private var civil: (year: Int, month: Int) {
        (number / CalendarMonth.perYear, number % CalendarMonth.perYear + 1)
    }

    /// Days have years up to 9999: the month after them begins where their last one ends.
    var firstDay: CalendarDay {
        let (year, month) = civil
        return CalendarDay(year: year, month: month, day: 1)
            ?? (year < 1 ? CalendarDay(number: -719_162) : CalendarDay(number: 2_932_897))
    }

    /// `yyyy-mm`.
    var text: String { String(firstDay.iso.prefix(7)) }
}

extension CalendarMonth: JSONEncodable {
    package static var schema: Schema { .type("string", ("pattern", #"^\d{4}-\d{2}$"#)) }
    package func write(to writer: inout JSONWriter) { writer.string(text) }
}

/// Months in a row.
package struct MonthSpan: Sendable {
    let first: CalendarMonth
    let last: CalendarMonth

    /// Months of an answer unless told otherwise, and the most.
    package static let standardCount = 12
    package static let maximumCount = 120

    var all: [CalendarMonth] { (first.number...last.number).map { CalendarMonth(number: $0) } }
}

/// What purchases of some customers come to.
struct PurchaseFigures: Sendable {
    var customers: Int
    var orders: Int
    /// In minor units.
    var spent: Int64

    static let none = PurchaseFigures(customers: 0, orders: 0, spent: 0)

    mutating func add(_ other: PurchaseFigures) {
        customers += other.customers
        orders += other.orders
        spent = spent.addingClamped(other.spent)
    }
}

/// Sums over the account.
struct AccountTotals: Sendable {
    let customers: Int
    let withOrders: Int
    let withRepeats: Int
    let orders: Int
    let spent: Int64
}

/// Figures of the account.
package struct AnalyticsSummary: JSONObjectEncodable {
    let totals: AccountTotals
    let months: [MonthFigures]
    let account: Account

    package static let typeName = "AnalyticsSummary"

    package static let fields: [OutputField<AnalyticsSummary>] = [
        OutputField("customers") { $0.totals.customers },
        OutputField("customersWithOrders", "Those with a qualifying order.") { $0.totals.withOrders },
        OutputField("orders", "Qualifying orders of all times.") { $0.totals.orders },
        OutputField("revenue", "Their value, net of refunds.") { $0.account.money($0.totals.spent) },
        OutputField("averageOrderValue") { $0.account.money($0.totals.spent).mean(of: $0.totals.orders) },
        OutputField("repeatRate", "Share of the customers with orders who have two or more.") { summary in
            summary.totals.withOrders > 0
                ? Double(summary.totals.withRepeats) / Double(summary.totals.withOrders) : 0
        },
        OutputField("months", "The months of the period.") { $0.months },
    ]
}

/// New and returning customers of one month.
package struct MonthFigures: JSONObjectEncodable {
    let month: CalendarMonth
    var new: PurchaseFigures
    var returning: PurchaseFigures
    let currency: Currency

    package static let typeName = "MonthFigures"

    package static let fields: [OutputField<MonthFigures>] = [
        OutputField("month") { $0.month },
        OutputField("orders") { $0.new.orders + $0.returning.orders },
        OutputField("revenue") { $0.money($0.new.spent.addingClamped($0.returning.spent)) },
        OutputField("newCustomers", "Whose first order ever lies in the month.") { $0.new.customers },
        OutputField("newRevenue", "All they bought in it.") { $0.money($0.new.spent) },
        OutputField("returningCustomers", "Who bought in the month and before it.") { $0.returning.customers },
        OutputField("returningRevenue") { $0.money($0.returning.spent) },
    ]

    private func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: currency) }
}

/// Cohorts of the account.
package struct CohortTable: JSONObjectEncodable {
    let months: MonthSpan
    let cohorts: [Cohort]

    package static let typeName = "CohortTable"

    package static let fields: [OutputField<CohortTable>] = [
        OutputField("from", "The first cohort's month.") { $0.months.first },
        OutputField("to", "The month through which cohorts are followed.") { $0.months.last },
        OutputField("cohorts", "One a month up to the present one.") { $0.cohorts },
    ]
}

/// The customers whose first order lies in one month.
package struct Cohort: JSONObjectEncodable {
    let month: CalendarMonth
    let size: Int
    let steps: [CohortStep]

    package static let typeName = "Cohort"

    package static let fields: [OutputField<Cohort>] = [
        OutputField("month") { $0.month },
        OutputField("customers") { $0.size },
        OutputField("periods", "Month after month, that of the first order included.") { $0.steps },
    ]
}

/// A cohort in one month.
package struct CohortStep: JSONObjectEncodable {
    let months: Int
    let size: Int
    let figures: PurchaseFigures
    let currency: Currency

    package static let typeName = "CohortStep"

    package static let fields: [OutputField<CohortStep>] = [
        OutputField("monthsSince", "0 for the month of the first order.") { $0.months },
        OutputField("customers", "Those of the cohort who bought in the month.") { $0.figures.customers },
        OutputField("retention", "Their share of the cohort.") { step in
            step.size > 0 ? Double(step.figures.customers) / Double(step.size) : 0
        },
        OutputField("orders") { $0.figures.orders },
        OutputField("revenue") { Money(minorUnits: $0.figures.spent, currency: $0.currency) },
    ]
}
