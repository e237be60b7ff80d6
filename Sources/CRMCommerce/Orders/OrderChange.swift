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
    /// ``CRMCore/CustomerKey/nobody`` until the customer is made for this order.
    var customer: CustomerKey
    /// The place of the customer among those who were told; nil for a customer who is known.
    let contact: Int?
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
        draft.refunds = told.refunds.map { $0.keepingLines(of: known.refunds) } ?? known.refunds
        draft.settle()
        self.draft = draft
        self.customer = customer
        contact = order.customer
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
        contact = order.customer
        stored = nil
        outcome = .created
        fingerprint = order.fingerprint
        isWritten = true
    }

    /// An order that gets a former version back, whatever stands in its place.
    init(restoring draft: OrderDraft, customer: CustomerKey, replacing stored: StoredOrder) {
        self.draft = draft
        self.customer = customer
        contact = nil
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

extension [Refund] {
    /// Refunds told without lines keep those that are known of them.
    fileprivate func keepingLines(of known: [Refund]) -> [Refund] {
        guard contains(where: \.lines.isEmpty), known.contains(where: { !$0.lines.isEmpty }) else { return self }
        return map { refund in
            var refund = refund
            let same = known.first { $0.refundID == refund.refundID && $0.amount == refund.amount }
            if refund.lines.isEmpty, let same { refund.lines = same.lines }
            return refund
        }
    }
}
