import CRMApp
import CRMCore

/// FNV-1a, 64 bits, over everything that a shop holds.
struct SampleShopDigest: Equatable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    private static let prime: UInt64 = 0x0000_0100_0000_01B3

    init(_ shop: SampleShop) {
        for customer in shop.customers { add(customer) }
        for order in shop.orders { add(order) }
    }

    private mutating func add(_ customer: SampleCustomer) {
        add([
            customer.customerId, customer.firstName, customer.lastName, customer.email, customer.phone ?? "",
            customer.companyName ?? "", customer.kind.rawValue, customer.source.rawValue, customer.language,
            customer.timeZone, customer.birthday?.iso ?? "", customer.createdAt.rfc3339,
        ])
        for attribute in customer.attributes {
            switch attribute.value {
            case .text(let text): add([attribute.name, text])
            case .number(let number): add([attribute.name, String(number)])
            case .flag(let flag): add([attribute.name, String(flag)])
            }
        }
    }

    private mutating func add(_ order: SampleOrder) {
        add([
            order.orderId, order.customerId, order.placedAt.rfc3339, order.updatedAt.rfc3339, order.status.rawValue,
            order.currency.code, order.channel.rawValue,
        ])
        for line in order.lines {
            add([line.sku, line.name, line.category, String(line.quantity), String(line.unitPrice)])
        }
        for refund in order.refunds {
            add([refund.refundId, String(refund.amount), refund.refundedAt.rfc3339, refund.reason])
        }
    }

    private mutating func add(_ texts: [String]) {
        for text in texts {
            for byte in text.utf8 { add(byte) }
            add(0xFF)
        }
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* SampleShopDigest.prime
    }
}
