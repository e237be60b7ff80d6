import CRMCore
import CRMPlatform

/// A refund that a caller asks for.
struct RefundRequest: Sendable {
    /// Nil: a refund that no repetition can be told from.
    let refundID: String?
    let amount: DecimalNumber?
    let lines: [RefundedLine]?
    let refundedAt: Instant?
    let reason: String?

    /// The amount in minor units of the order's currency, as told, or of the lines, or all that is left; and the lines.
    func terms(of order: Order) throws -> (amount: Int64, lines: [RefundedQuantity]) {
        let currency = order.total.currency
        if let amount {
            guard let units = amount.minorUnits(decimals: currency.decimals) else {
                throw InvalidRequest([
                    FieldError(
                        pointer: "/amount", code: "field.decimals",
                        detail: "must have at most \(currency.decimals) decimals, as \(currency.code) has")
                ])
            }
            return (units, [])
        }
        guard let lines else { return (order.total.minorUnits - order.refundedAmount.minorUnits, []) }
        let parts = try quantities(lines, of: order)
        return (order.amount(givingBack: parts), parts)
    }

    /// The same lines as another refund gave back, or lines that are not told at all.
    func isSame(as known: Refund, of order: Order) throws -> Bool {
        if let lines {
            return lines.count == known.lines.count
                && zip(lines, known.lines).allSatisfy { asked, part in
                    asked.line == part.line && (asked.quantity == nil || asked.quantity == part.quantity)
                }
        }
        return try amount == nil || terms(of: order).amount == known.amount.minorUnits
    }

    /// The lines with their quantities, none more than is left of its line.
    private func quantities(_ lines: [RefundedLine], of order: Order) throws -> [RefundedQuantity] {
        var returned = order.refundedThousandths
        return try lines.enumerated().map { index, line in
            guard order.lines.indices.contains(line.line - 1) else {
                throw InvalidRequest([
                    FieldError(
                        pointer: "/lines/\(index)/line", code: "order.unknown_line",
                        detail: "must be a line of the order, 1 to \(order.lines.count)")
                ])
            }
            let ordered = order.lines[line.line - 1].quantity
            let left = max(0, ordered.thousandths - returned[line.line, default: 0])
            let asked = line.quantity?.thousandths ?? left
            guard asked <= left, left > 0 else {
                throw InvalidRequest([
                    FieldError(
                        pointer: "/lines/\(index)/quantity", code: "field.range",
                        detail: "must not be more than the \(DecimalNumber(thousandths: left).plain) that are left of "
                            + "the \(ordered.plain) that were ordered")
                ])
            }
            returned[line.line, default: 0] += asked
            return RefundedQuantity(line: line.line, quantity: DecimalNumber(thousandths: asked))
        }
    }
}
