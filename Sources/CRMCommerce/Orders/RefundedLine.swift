package import CRMCore
package import CRMPlatform

/// A line that is given back, in whole or in part, as a caller asks for it.
struct RefundedLine: ObjectInput {
    static let typeName: String? = "RefundedLineInput"

    let line: Int
    /// Nil: all of it that is left.
    let quantity: DecimalNumber?

    init(_ fields: ObjectReader) {
        line = fields.required("line", .integer(1...OrderLimits.lines), "Place of the line in the order, from 1.")
        quantity = fields.optional(
            "quantity", .decimal(0...OrderLimits.quantity, decimals: 3), "Default: all of it that is left.")
    }
}

/// How much of one line a refund has given back.
package struct RefundedQuantity: Sendable, Hashable {
    /// Place of the line in the order, from 1.
    package let line: Int
    package let quantity: DecimalNumber
}

/// The same as a caller tells it.
package struct RefundedQuantityInput: ObjectInput {
    package static let typeName: String? = "RefundedQuantityInput"

    let value: RefundedQuantity

    package init(_ fields: ObjectReader) {
        value = RefundedQuantity(
            line: fields.required("line", .integer(1...OrderLimits.lines), "Place of the line in the order, from 1."),
            quantity: fields.required("quantity", .decimal(0...OrderLimits.quantity, decimals: 3)))
    }
}

extension RefundedQuantity: JSONObjectEncodable {
    package static let typeName = "RefundedLine"

    package static let fields: [OutputField<RefundedQuantity>] = [
        OutputField("line", "Place of the line in the order, from 1.") { $0.line },
        OutputField("quantity") { $0.quantity },
    ]
}

extension [RefundedQuantity] {
    /// As the database and files hold it: `1:2 3:0.5`.
    var text: String { map { "\($0.line):\($0.quantity.plain)" }.joined(separator: " ") }

    /// Reads ``text``; nil when it is none.
    init?(text: String) {
        var quantities: [RefundedQuantity] = []
        let parts = text.split(separator: " ")
        guard parts.count <= OrderLimits.lines else { return nil }
        for part in parts {
            let halves = part.split(separator: ":", omittingEmptySubsequences: false)
            guard halves.count == 2, let line = Int(halves[0]), (1...OrderLimits.lines).contains(line),
                let quantity = DecimalNumber(String(halves[1])), quantity.isWithin(0...OrderLimits.quantity),
                quantity.minorUnits(decimals: OrderStore.quantityDecimals) != nil
            else { return nil }
            quantities.append(RefundedQuantity(line: line, quantity: quantity))
        }
        self = quantities
    }
}

extension Order {
    /// How much of each line refunds have given back, in thousandths; lines from 1.
    var refundedThousandths: [Int: Int64] { refunds.flatMap(\.lines).thousandths }

    /// What refunding the lines comes to, in minor units: their prices, and where discounts make the total less than the
    /// sum of all lines, in that proportion. `Int64.max` when it does not fit.
    ///
    /// What gives the last of the lines back gives back what rounding has left.
    func amount(givingBack parts: [RefundedQuantity]) -> Int64 {
        let whole = lines.enumerated().map { RefundedQuantity(line: $0 + 1, quantity: $1.quantity) }
        let sums = (refunds.flatMap(\.lines) + parts).thousandths
        let isLast = whole.allSatisfy { sums[$0.line, default: 0] == $0.quantity.thousandths }
        guard isLast, refunds.allSatisfy({ !$0.lines.isEmpty }) else { return worth(of: parts) }
        return worth(of: whole) - refundedAmount.minorUnits
    }

    private func worth(of parts: [RefundedQuantity]) -> Int64 {
        guard let asked = listPrice(of: parts) else { return .max }
        let all = listPrice(of: lines.enumerated().map { RefundedQuantity(line: $0 + 1, quantity: $1.quantity) })
        guard let all, all > total.minorUnits else { return asked }
        let (share, rest) = all.dividingFullWidth(asked.multipliedFullWidth(by: total.minorUnits))
        return rest >= all - rest ? share + 1 : share
    }

    /// Quantities at their unit prices, in minor units; nil when it does not fit.
    private func listPrice(of parts: [RefundedQuantity]) -> Int64? {
        let currency = total.currency
        return parts.reduce(Int64?.some(0)) { sum, part in
            let price = lines[part.line - 1].unitPrice.minorUnits
            guard let sum, let value = part.quantity.convert(price, from: currency, to: currency) else { return nil }
            let (total, overflow) = sum.addingReportingOverflow(value)
            return overflow ? nil : total
        }
    }
}

extension [RefundedQuantity] {
    /// How much of each line they come to.
    fileprivate var thousandths: [Int: Int64] {
        reduce(into: [:]) { sums, part in sums[part.line, default: 0] += part.quantity.thousandths }
    }
}

extension DecimalNumber {
    /// A quantity as the database holds it.
    var thousandths: Int64 { minorUnits(decimals: OrderStore.quantityDecimals) ?? .max }

    init(thousandths: Int64) {
        self = DecimalNumber(significand: thousandths, scale: OrderStore.quantityDecimals) ?? OrderLimits.oneUnit
    }
}
