import CRMCommerce
import CRMCore
import CRMCustomers
package import CRMDatabase
package import CRMPlatform

/// Puts the sample shop into a database the way it would have come about: day by day, with the clock of each day, so that
/// segments and balances have a history.
package struct SampleShopLoader: Sendable {
    let account: Account
    let engagement: SampleEngagement
    private let database: any Database
    private let days: [Day]

    /// What happened on one day.
    private struct Day: Sendable {
        var customers: [SampleCustomer] = []
        var orders: [SampleOrder] = []
        var events: [SampleEvent] = []
        var end: Instant
    }

    /// `lastDay` must lie in the past, since nothing may happen after now.
    package init(database: any Database, account: Account, shop: SampleShop, engagement: SampleEngagement) {
        self.database = database
        self.account = account
        self.engagement = engagement
        var days: [CalendarDay: Day] = [:]
        let calendar = account.calendar
        func add(at moment: Instant, _ change: (inout Day) -> Void) {
            let day = calendar.day(of: moment)
            change(&days[day, default: Day(end: Self.end(of: day, calendar))])
        }
        for customer in shop.customers { add(at: customer.createdAt) { $0.customers.append(customer) } }
        for order in shop.orders { add(at: order.placedAt) { $0.orders.append(order) } }
        for event in engagement.events { add(at: event.at) { $0.events.append(event) } }
        self.days = days.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func end(of day: CalendarDay, _ calendar: DayCalendar) -> Instant {
        calendar.start(of: day.advanced(days: 1)).advanced(milliseconds: -1)
    }

    /// Loads what follows after so many days, a transaction a day. `note` is told in it how many days there are with it, so
    /// that a load that was cut short can be taken up; `progress` is told which part is done, 0…1.
    package func load(
        after done: Int = 0, noting note: @escaping @Sendable (Int, Work) throws -> Void = { _, _ in },
        progress: (Double) throws -> Void
    ) async throws {
        for (index, day) in days.enumerated().dropFirst(done) {
            let workplace = Workplace(database: database, clock: FixedClock(instant: day.end), features: Features.all)
            let (isFirst, isLast) = (index == 0, index == days.count - 1)
            try await workplace.write(account) { work in
                if isFirst { try open(work) }
                for customer in day.customers {
                    let id = CustomerID(unchecked: customer.customerId)
                    let tags = engagement.tags[customer.customerId] ?? []
                    _ = try Profiles(work).getOrCreateCustomerProfile(id, customer.data(tags: tags))
                }
                for outcome in try OrderBook(work).record(day.orders.map { try $0.order }) {
                    if case .rejected(let error) = outcome { throw error }
                }
                try take(day.events, work)
                if isLast { try close(work) }
                try note(index + 1, work)
            }
            try progress(Double(index + 1) / Double(days.count))
        }
    }
}

/// A clock that stands.
struct FixedClock: WallClock {
    let instant: Instant

    func now() -> Instant { instant }
}

extension SampleCustomer {
    /// As a caller of the API would send it.
    fileprivate func data(tags: [String]) -> CustomerData {
        var data = CustomerData()
        data.tags = tags.map { TagName($0) }
        data.firstName = firstName
        data.lastName = lastName
        data.email = EmailAddress(email)
        data.phone = phone.flatMap { PhoneNumber($0) }
        data.companyName = companyName
        data.customerType = CustomerType(rawValue: kind.rawValue) ?? .retail
        data.source = CustomerSource(rawValue: source.rawValue) ?? .direct
        data.birthday = birthday
        data.language = language
        data.timeZone = timeZone
        data.attributes = CustomerAttributes(members: attributes.map(\.member))
        return data
    }
}

extension SampleAttribute {
    fileprivate var member: JSON.Member {
        switch value {
        case .text(let text): JSON.Member(name, .string(text))
        case .number(let number): JSON.Member(name, .number(String(number)))
        case .flag(let flag): JSON.Member(name, .bool(flag))
        }
    }
}

extension SampleOrder {
    /// Read as a request of the API is.
    fileprivate var order: OrderInput {
        get throws {
            let sink = ErrorSink()
            guard let input = Codec<OrderInput>.object(OrderInput.self).decode(json, "", sink) else {
                throw InvalidRequest(sink.errors)
            }
            return input
        }
    }

    /// As a caller of the API would send it.
    private var json: JSON {
        let lines: [JSON] = lines.map { line in
            [
                "sku": .string(line.sku), "name": .string(line.name), "category": .string(line.category),
                "quantity": .number(String(line.quantity)), "unitPrice": amount(line.unitPrice),
            ]
        }
        let refunds: [JSON] = refunds.map { refund in
            [
                "refundId": .string(refund.refundId), "amount": amount(refund.amount),
                "refundedAt": .string(refund.refundedAt.rfc3339), "reason": .string(refund.reason),
            ]
        }
        return [
            "orderId": .string(orderId), "customerId": .string(customerId), "placedAt": .string(placedAt.rfc3339),
            "updatedAt": .string(updatedAt.rfc3339), "status": .string(status.rawValue),
            "currency": .string(currency.code), "total": amount(total), "channel": .string(channel.rawValue),
            "lines": .array(lines), "refunds": .array(refunds),
        ]
    }

    private func amount(_ minorUnits: Int64) -> JSON {
        .number(Money(minorUnits: minorUnits, currency: currency).plain)
    }
}
