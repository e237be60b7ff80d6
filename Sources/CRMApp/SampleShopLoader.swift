import CRMCommerce
import CRMCore
import CRMCustomers
package import CRMDatabase
package import CRMPlatform

/// Puts the sample shop into a database the way it would have come about: day by day, with the clock of each day, so that
/// segments have a history.
package struct SampleShopLoader: Sendable {
    private let database: any Database
    private let account: Account
    private let days: [Day]

    /// What happened on one day.
    private struct Day: Sendable {
        var customers: [SampleCustomer] = []
        var orders: [SampleOrder] = []
        var end: Instant
    }

    /// `lastDay` must lie in the past, since nothing may happen after now.
    package init(database: any Database, account: Account, shop: SampleShop) {
        self.database = database
        self.account = account
        var days: [CalendarDay: Day] = [:]
        let calendar = account.calendar
        for customer in shop.customers {
            let day = calendar.day(of: customer.createdAt)
            days[day, default: Day(end: Self.end(of: day, calendar))].customers.append(customer)
        }
        for order in shop.orders {
            let day = calendar.day(of: order.placedAt)
            days[day, default: Day(end: Self.end(of: day, calendar))].orders.append(order)
        }
        self.days = days.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func end(of day: CalendarDay, _ calendar: DayCalendar) -> Instant {
        calendar.start(of: day.advanced(days: 1)).advanced(milliseconds: -1)
    }

    /// Loads it; `progress` is told which part is done, 0…1.
    package func load(progress: (Double) -> Void) async throws {
        for (index, day) in days.enumerated() {
            let workplace = Workplace(database: database, clock: FixedClock(instant: day.end), features: Features.all)
            try await workplace.write(account) { work in
                for customer in day.customers {
                    let id = CustomerID(unchecked: customer.customerId)
                    _ = try Profiles(work).getOrCreateCustomerProfile(id, customer.data)
                }
                for outcome in try OrderBook(work).record(day.orders.map { try $0.order }) {
                    if case .rejected(let error) = outcome { throw error }
                }
            }
            progress(Double(index + 1) / Double(days.count))
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
    fileprivate var data: CustomerData {
        var data = CustomerData()
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
