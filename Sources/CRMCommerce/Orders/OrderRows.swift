import CRMCore
import CRMDatabase
import CRMPlatform

/// The primary key of an order's row within its account.
struct OrderPlace: Sendable, Hashable {
    let customer: CustomerKey
    let placedAt: Instant
    let orderKey: Int64

    var values: [SQLValue] { [customer.sqlValue, placedAt.sqlValue, .int64(orderKey)] }
}

extension OrderPlace {
    /// Reads the three columns of the key.
    init(_ row: inout Row) throws {
        self.init(customer: try row.read(), placedAt: try row.read(), orderKey: try row.read())
    }
}

/// A row of a list of orders.
struct OrderRow {
    let place: OrderPlace
    private let orderID: OrderID
    private let customerID: CustomerID
    private let updatedAt: Instant
    private let status: OrderStatus
    private let currency: Currency
    private let total: Int64
    private let refunded: Int64
    private let exchangeRate: String?
    private let channel: String?
    private let createdAt: Instant

    init(_ row: inout Row) throws {
        place = try OrderPlace(&row)
        orderID = try row.read()
        customerID = try row.read()
        updatedAt = try row.read()
        status = try row.read()
        currency = try row.readCurrency()
        total = try row.read()
        refunded = try row.read()
        exchangeRate = try row.read()
        channel = try row.read()
        createdAt = try row.read()
    }

    func order(lines: [OrderLine], refunds: [Refund]) throws -> Order {
        Order(
            orderID: orderID, customerID: customerID, placedAt: place.placedAt, updatedAt: updatedAt, status: status,
            total: Money(minorUnits: total, currency: currency),
            refundedAmount: Money(minorUnits: refunded, currency: currency),
            exchangeRate: exchangeRate.flatMap { DecimalNumber($0) }, channel: channel, lines: lines,
            refunds: refunds, createdAt: createdAt)
    }
}

/// A row of the look-up of known versions.
struct VersionRow {
    let place: OrderPlace
    let orderID: OrderID
    private let version: Instant
    private let fingerprint: Int64
    private let createdAt: Instant

    init(_ row: inout Row) throws {
        place = try OrderPlace(&row)
        orderID = try row.read()
        version = try row.read()
        fingerprint = try row.read()
        createdAt = try row.read()
    }

    func stored(lines: [OrderLine], refunds: [Refund]) -> StoredOrder {
        StoredOrder(
            key: place.orderKey, customer: place.customer, placedAt: place.placedAt, version: version,
            fingerprint: fingerprint, createdAt: createdAt, lines: lines, refunds: refunds)
    }
}

extension Row {
    /// Reads an ISO 4217 code.
    mutating func readCurrency() throws -> Currency {
        let code = try read(String.self)
        guard let currency = Currency(code) else { throw DatabaseError.corrupt("\(code) is no currency") }
        return currency
    }
}
