import CRMCore
import CRMPlatform

/// What the store knows of an order that is told again.
struct StoredOrder: Sendable {
    let key: Int64
    let customer: CustomerKey
    let placedAt: Instant
    let version: Instant
    let fingerprint: Int64
    let createdAt: Instant
    let lines: [OrderLine]
    let refunds: [Refund]
}

/// One order on its way into the store: told version against known version.
struct OrderChange: Sendable {
    let draft: OrderDraft
    let customer: CustomerKey
    /// The row that is replaced; nil for an order that is not in the store.
    let stored: StoredOrder?
    let outcome: UpsertOutcome
    /// The content digest of what will be stored.
    let fingerprint: Int64
    /// Whether the store has to change: also when the same content comes with a newer version, since a late message of
    /// a version between the two must not win.
    let isWritten: Bool

    /// `earlier` is a change of the same order in the same batch, not written yet.
    init(
        _ order: ToldOrders.Order, customer: CustomerKey, replacing known: StoredOrder, _ earlier: OrderChange? = nil
    ) {
        let told = order.draft
        var draft = told
        draft.lines = told.lines ?? known.lines
        draft.refunds = told.refunds ?? known.refunds
        // Told again without its refunds, an order that was given back in full stays refunded.
        let isGivenBack = told.refunds == nil && (draft.refunds ?? []).total == told.total.minorUnits
        if isGivenBack, told.total.minorUnits > 0, told.status.isQualifying { draft.status = .refunded }
        self.draft = draft
        self.customer = customer
        stored = earlier == nil ? known : earlier?.stored
        let mistakes = OrderChange.mistakes(in: draft, told: told, known: known)
        let content = draft.fingerprint
        fingerprint = content
        let isNewer =
            told.version > known.version || told.version == known.version && content != known.fingerprint
        isWritten = isNewer && mistakes.isEmpty
        if told.version < known.version {
            outcome = .stale
        } else if !mistakes.isEmpty {
            outcome = .rejected(InvalidRequest(mistakes))
        } else if content == known.fingerprint {
            outcome = .unchanged
        } else {
            outcome = .updated
        }
    }

    /// An order that nothing is known of.
    init(_ order: ToldOrders.Order, customer: CustomerKey) {
        draft = order.draft
        self.customer = customer
        stored = nil
        outcome = .created
        fingerprint = order.fingerprint
        isWritten = true
    }

    /// An order that gets a former version back, whatever stands in its place.
    init(restoring draft: OrderDraft, customer: CustomerKey, replacing stored: StoredOrder) {
        self.draft = draft
        self.customer = customer
        self.stored = stored
        outcome = .updated
        fingerprint = draft.fingerprint
        isWritten = true
    }

    /// What does not fit together once the parts that were not told are taken over from the known version.
    private static func mistakes(in merged: OrderDraft, told: OrderDraft, known: StoredOrder) -> [FieldError] {
        let kept =
            (told.lines == nil ? known.lines.map(\.unitPrice) : [])
            + (told.refunds == nil ? known.refunds.map(\.amount) : [])
        if let other = kept.first(where: { $0.currency != merged.total.currency })?.currency {
            return [
                FieldError(
                    pointer: "/currency", code: "order.currency_changed",
                    detail: "differs from the known \(other.code): tell lines and refunds in the new currency too")
            ]
        }
        guard let refunds = merged.refunds, refunds.total > merged.total.minorUnits else { return [] }
        return [
            FieldError(
                pointer: "/total", code: "order.refund_exceeds_total",
                detail: "must not be less than the refunds that are known")
        ]
    }

    /// This change as the known version for the next one of the same order.
    var asKnown: StoredOrder {
        StoredOrder(
            key: stored?.key ?? 0, customer: customer, placedAt: draft.placedAt, version: draft.version,
            fingerprint: fingerprint, createdAt: stored?.createdAt ?? Instant(milliseconds: 0),
            lines: draft.lines ?? [], refunds: draft.refunds ?? [])
    }
}

extension OrderDraft {
    /// A known order with one refund more.
    init(_ order: Order, adding refund: Refund, status: OrderStatus, version: Instant, accountCurrency: Currency) {
        orderID = order.orderID
        customerID = order.customerID
        placedAt = order.placedAt
        self.version = version
        self.status = status
        total = order.total
        exchangeRate = order.exchangeRate
        channel = order.channel
        lines = order.lines
        refunds = order.refunds + [refund]
        self.accountCurrency = accountCurrency
    }
}

/// A refund that a caller asks for.
struct RefundRequest: Sendable {
    /// Nil: a refund that no repetition can be told from.
    let refundID: String?
    let amount: DecimalNumber?
    let lines: [RefundedLine]?
    let refundedAt: Instant?
    let reason: String?

    /// The amount in minor units of the order's currency: as told, or of the lines, or all that is left.
    func amount(of order: Order) throws -> Int64 {
        let currency = order.total.currency
        if let amount {
            guard let units = amount.minorUnits(decimals: currency.decimals) else {
                throw InvalidRequest([
                    FieldError(
                        pointer: "/amount", code: "field.decimals",
                        detail: "must have at most \(currency.decimals) decimals, as \(currency.code) has")
                ])
            }
            return units
        }
        guard let lines else { return order.total.minorUnits - order.refundedAmount.minorUnits }
        var sum: Int64 = 0
        for (index, line) in lines.enumerated() {
            guard order.lines.indices.contains(line.line - 1) else {
                throw InvalidRequest([
                    FieldError(
                        pointer: "/lines/\(index)/line", code: "order.unknown_line",
                        detail: "must be a line of the order, 1 to \(order.lines.count)")
                ])
            }
            let ordered = order.lines[line.line - 1]
            let quantity = line.quantity ?? ordered.quantity
            guard quantity.compared(to: ordered.quantity) != .greater else {
                throw InvalidRequest([
                    FieldError(
                        pointer: "/lines/\(index)/quantity", code: "field.range",
                        detail: "must not be more than the \(ordered.quantity.plain) that were ordered")
                ])
            }
            let value = quantity.convert(ordered.unitPrice.minorUnits, from: currency, to: currency)
            let (total, overflow) = sum.addingReportingOverflow(value ?? .max)
            guard !overflow else { return .max }
            sum = total
        }
        return sum
    }
}

/// A line that is given back, in whole or in part.
struct RefundedLine: ObjectInput {
    static let typeName: String? = "RefundedLine"

    let line: Int
    let quantity: DecimalNumber?

    init(_ fields: ObjectReader) {
        line = fields.required("line", .integer(1...OrderLimits.lines), "Place of the line in the order, from 1.")
        quantity = fields.optional(
            "quantity", .decimal(0...1_000_000, decimals: 3), "Default: all that was ordered.")
    }
}
