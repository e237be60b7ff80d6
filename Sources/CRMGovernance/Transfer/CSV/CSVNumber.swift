package import CRMCore

/// What separates whole from fractional digits.
package enum CSVDecimalMark: String, Sendable, CaseIterable {
    case point = "."
    case comma = ","
}

/// Reads numbers as people and shops write them: `1234.5`, `1,234.50`, `1.234,50`, `1 234,50`, `€ 12,50`, `-3`,
/// `(3.00)`, `1e3`.
///
/// Which mark is the decimal one, when the caller does not say:
/// - both occur: the last one, `1.234,50`;
/// - one of them occurs more than once: the other one, `1,234,567`;
/// - one occurs once: that one, unless exactly three digits follow one to three digits that do not begin with zero.
///   `1,234` and `1.234` may be either and are refused; `0.123`, `1234.567` and `1 234,567` are clear.
///
/// With the mark given, the other one may only group digits by threes: `12,50` is then refused in a file of points.
package enum CSVNumber {
    /// The exact number; throws when the cell is none, is ambiguous or does not fit.
    package static func read(
        _ text: String, decimalMark: CSVDecimalMark? = nil
    ) throws(CSVValueError) -> DecimalNumber {
        let text = CSVCell.value(text)
        if isCanonical(text, decimalMark: decimalMark) { return try exact(text) }
        guard let number = CSVNumberText(text) else { throw .notANumber }
        let evidence = number.evidence
        if decimalMark == nil, evidence == .ambiguous { throw .ambiguousNumber }
        guard let plain = number.plain(decimalMark: decimalMark ?? evidence.mark) else { throw .notANumber }
        return try exact(plain)
    }

    /// The decimal mark that the cell proves; nil when it is no number or would be one with either.
    package static func decimalMark(of text: String) -> CSVDecimalMark? {
        guard let number = CSVNumberText(CSVCell.value(text)), case .proven(let mark) = number.evidence,
            number.plain(decimalMark: mark) != nil
        else { return nil }
        return mark
    }

    /// The number with a decimal point, so that no reader takes the point for one that groups digits: `1.234` becomes
    /// `1.2340`.
    package static func unambiguous(_ number: DecimalNumber) -> String {
        number.plain.contains(".") && decimalMark(of: number.plain) == nil ? number.plain + "0" : number.plain
    }

    private static func exact(_ plain: String) throws(CSVValueError) -> DecimalNumber {
        guard let number = DecimalNumber(plain) else { throw .numberOutOfRange }
        return number
    }

    /// True for what needs no interpretation, by far the most cells: `1234`, `-12.5`.
    private static func isCanonical(_ text: String, decimalMark: CSVDecimalMark?) -> Bool {
        var (whole, decimals, seenPoint) = (0, 0, false)
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x30...0x39 where seenPoint: decimals += 1
            case 0x30...0x39: whole += 1
            case UInt8(ascii: "."): if seenPoint { return false } else { seenPoint = true }
            case UInt8(ascii: "-") where index == 0: continue
            default: return false
            }
        }
        guard whole > 0 else { return false }
        return !seenPoint || decimals > 0 && (decimals != 3 || decimalMark == .point) && decimalMark != .comma
    }
}

/// What the readable cells of a column, or of a file, say together about their decimal mark.
package struct CSVDecimalMarkEvidence: Sendable, Hashable {
    /// Cells that are numbers with a decimal point only.
    package private(set) var points = 0
    /// Cells that are numbers with a comma only.
    package private(set) var commas = 0

    package init() {}

    /// Takes one cell into account; most prove nothing.
    package mutating func observe(_ text: String) {
        switch CSVNumber.decimalMark(of: text) {
        case .point: points += 1
        case .comma: commas += 1
        case nil: break
        }
    }

    /// The mark when all cells that prove one agree.
    package var decimalMark: CSVDecimalMark? {
        if points > 0, commas == 0 { return .point }
        if commas > 0, points == 0 { return .comma }
        return nil
    }
}
