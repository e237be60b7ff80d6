import CRMCore
import CRMDatabase
import CRMPlatform

/// An order with every amount in whole minor units: what the store takes.
struct OrderDraft: Sendable {
    let orderID: OrderID
    let customerID: CustomerID
    let placedAt: Instant
    let version: Instant
    var status: OrderStatus
    let total: Money
    let exchangeRate: DecimalNumber?
    let channel: String?
    var lines: [OrderLine]?
    var refunds: [Refund]?
    let accountCurrency: Currency

    /// Checks what only the account can tell: the currency, its decimals, the sum of the refunds.
    /// Throws ``InvalidRequest`` with all mistakes.
    init(_ input: OrderInput, account: Account, now: Instant) throws(InvalidRequest) {
        let sink = ErrorSink()
        let currency = input.currency ?? account.currency
        accountCurrency = account.currency
        orderID = input.orderID
        customerID = input.customerID
        placedAt = input.placedAt
        version = input.updatedAt ?? now
        status = input.status
        channel = input.channel
        exchangeRate = OrderDraft.rate(input.exchangeRate, from: currency, to: account.currency, sink)
        total = OrderDraft.money(input.total, currency, "/total", sink)
        lines = input.lines?.enumerated().map { index, line in
            OrderLine(
                sku: line.sku, name: line.name, category: line.category, quantity: line.quantity,
                unitPrice: OrderDraft.money(line.unitPrice, currency, "/lines/\(index)/unitPrice", sink))
        }
        let version = version
        let refundIDs = input.refundIDs
        refunds = input.refunds?.enumerated().map { index, refund in
            Refund(
                refundID: refundIDs[index],
                amount: OrderDraft.money(refund.amount, currency, "/refunds/\(index)/amount", sink),
                refundedAt: refund.refundedAt ?? version, reason: refund.reason, lines: refund.lines ?? [])
        }
        settle()
        if let refunds, refunds.total > total.minorUnits {
            sink.note("/refunds", "order.refund_exceeds_total", "must not come to more than the total")
        }
        guard sink.errors.isEmpty else { throw InvalidRequest(sink.errors) }
        guard let value = convert(total.minorUnits), value <= Money.maximumMinorUnits else {
            throw InvalidRequest([
                FieldError(pointer: "/exchangeRate", code: "field.range", detail: "makes the amount too large")
            ])
        }
    }

    /// An order whose total was given back in full is refunded, and counts as no purchase.
    mutating func settle() {
        guard status.isQualifying, total.minorUnits > 0, let refunds, refunds.total == total.minorUnits else { return }
        status = .refunded
    }

    private static func money(
        _ number: DecimalNumber, _ currency: Currency, _ pointer: String, _ sink: ErrorSink
    ) -> Money {
        if let units = number.minorUnits(decimals: currency.decimals) {
            return Money(minorUnits: units, currency: currency)
        }
        sink.note(
            pointer, "field.decimals", "must have at most \(currency.decimals) decimals, as \(currency.code) has")
        return Money(minorUnits: 0, currency: currency)
    }

    private static func rate(
        _ rate: DecimalNumber?, from: Currency, to account: Currency, _ sink: ErrorSink
    ) -> DecimalNumber? {
        if from == account { return nil }
        if let rate, rate.significand > 0 { return rate }
        sink.note(
            "/exchangeRate", "order.exchange_rate_required",
            "is required, above zero: the order is in \(from.code), the account in \(account.code)")
        return nil
    }

    /// An amount of the order in minor units of the account's currency; nil when it does not fit.
    private func convert(_ minorUnits: Int64) -> Int64? {
        guard let exchangeRate else { return minorUnits }
        return exchangeRate.convert(minorUnits, from: total.currency, to: accountCurrency)
    }

    /// What the order is worth: the total minus refunds, in minor units of the account's currency.
    var netValue: Int64 { convert(total.minorUnits - (refunds ?? []).total) ?? 0 }

    /// A digest of everything but the version: equal ones tell of the same order (FNV-1a, 64 bits).
    var fingerprint: Int64 {
        var hash = Fingerprint()
        hash.add(customerID.value)
        hash.add(placedAt.milliseconds)
        hash.add(status.rawValue)
        hash.add(total.currency.code)
        hash.add(total.minorUnits)
        hash.add(exchangeRate?.plain)
        hash.add(channel)
        hash.add(Int64(lines?.count ?? 0))
        for line in lines ?? [] {
            hash.add(line.sku)
            hash.add(line.name)
            hash.add(line.category)
            hash.add(line.quantity.plain)
            hash.add(line.unitPrice.minorUnits)
        }
        hash.add(Int64(refunds?.count ?? 0))
        for refund in refunds ?? [] {
            hash.add(refund.refundID)
            hash.add(refund.amount.minorUnits)
            hash.add(refund.reason)
            if !refund.lines.isEmpty { hash.add(refund.lines.text) }
        }
        return hash.value
    }
}

extension Sequence<Refund> {
    /// Sum in minor units of the order's currency.
    var total: Int64 { reduce(0) { $0 + $1.amount.minorUnits } }
}

/// A hash over values that cannot run into one another: each text is preceded by its length.
private struct Fingerprint {
    private var hash = FNV1a()

    var value: Int64 { Int64(bitPattern: hash.value) }

    mutating func add(_ text: String?) {
        add(Int64(text?.utf8.count ?? -1))
        hash.add(text ?? "")
    }

    mutating func add(_ number: Int64) {
        for shift in stride(from: 0, to: 64, by: 8) { hash.add(UInt8(truncatingIfNeeded: number >> Int64(shift))) }
    }
}
