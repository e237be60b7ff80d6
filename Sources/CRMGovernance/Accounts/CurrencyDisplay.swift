import CRMCore
import CRMDatabase
package import CRMPlatform

/// How amounts of the account's currency are shown to people: `1.234,50 €`.
package struct CurrencyDisplay: Sendable, Hashable {
    let symbol: String
    let position: Position
    let decimalSeparator: DecimalSeparator
    let groupSeparator: GroupSeparator

    enum Position: String, CaseIterable, ClosedSet {
        case before, after
    }

    enum DecimalSeparator: String, CaseIterable, ClosedSet {
        case point = "."
        case comma = ","
    }

    enum GroupSeparator: String, CaseIterable, ClosedSet {
        case none = ""
        case point = "."
        case comma = ","
        case space = " "
        case apostrophe = "'"
    }

    /// That of an account which has told nothing: the code in front, `USD 1,234.50`.
    static func standard(for currency: Currency) -> CurrencyDisplay {
        CurrencyDisplay(symbol: currency.code, position: .before, decimalSeparator: .point, groupSeparator: .comma)
    }
}

extension CurrencyDisplay: JSONObjectEncodable {
    package static let typeName = "CurrencyDisplay"

    package static let fields: [OutputField<CurrencyDisplay>] = [
        OutputField("symbol") { $0.symbol },
        OutputField("symbolPosition") { $0.position },
        OutputField("decimalSeparator") { $0.decimalSeparator },
        OutputField("groupSeparator", "Between thousands; empty for none.") { $0.groupSeparator },
    ]

    /// Reads what ``jsonText`` has written; nil for any other text.
    init?(stored text: String) {
        guard case .object(let members)? = try? JSONParser.parse(text, limits: .stored) else { return nil }
        let sink = ErrorSink()
        self = CurrencyDisplayInput(ObjectReader(members: members, sink: sink)).display
        guard sink.errors.isEmpty else { return nil }
    }
}

/// A ``CurrencyDisplay`` as a caller tells it.
struct CurrencyDisplayInput: ObjectInput {
    static let typeName: String? = "CurrencyDisplayInput"

    let display: CurrencyDisplay

    init(_ fields: ObjectReader) {
        display = CurrencyDisplay(
            symbol: fields.required("symbol", .text(max: AccountLimits.symbol), "Such as €, or EUR."),
            position: fields.optional("symbolPosition", .closedSet, default: .before, "Where the symbol stands."),
            decimalSeparator: fields.optional("decimalSeparator", .closedSet, default: .point),
            groupSeparator: fields.optional(
                "groupSeparator", .closedSet, default: .comma, "Between thousands; empty for none."))
        if display.groupSeparator.rawValue == display.decimalSeparator.rawValue {
            fields.fail("groupSeparator", "field.conflict", "must not be the decimal separator")
        }
    }
}
