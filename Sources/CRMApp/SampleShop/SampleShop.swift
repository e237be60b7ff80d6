package import CRMCore

/// A made-up shop for coffee, tea and the kitchen with two years of orders: people come and go by the seasons, some stay
/// loyal, some fade, some buy once. The same arguments give the same shop on every machine.
package struct SampleShop: Sendable, Equatable {
    /// In the order of arrival.
    package let customers: [SampleCustomer]
    /// In the order of `placedAt`; some customers have none.
    package let orders: [SampleOrder]

    package static let defaultCustomerCount = 3000
    /// The shop opened two years before its last day.
    package static let openDays = 730

    /// Nothing happens after the end of the last day, which is a whole day: take yesterday when no order may lie ahead.
    package init(
        seed: UInt64, customers count: Int = defaultCustomerCount, endingOn lastDay: CalendarDay, currency: Currency,
        calendar: DayCalendar
    ) {
        var history = SampleHistory(seed: seed, lastDay: lastDay, currency: currency, calendar: calendar)
        for (index, arrival) in history.arrivals(count: max(0, count)).enumerated() {
            history.addCustomer(at: index, arriving: arrival)
        }
        customers = history.customers
        orders = history.ordersInTime()
    }
}
