/// The colour of a label, such as a tag or a segment: `#rrggbb` in lower case.
package struct LabelColor: Sendable, Hashable {
    package let text: String

    /// Nil for anything but `#` and six hexadecimal digits.
    package init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == LabelColor.digits,
            digits.allSatisfy(LabelColor.isHexadecimal)
        else { return nil }
        self.text = text.lowercased()
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The colour of a label that was given none: always the same for the same name, whatever its case and accents.
    package static func standard(for name: String) -> LabelColor {
        var hash = FNV1a()
        hash.add(Folding.fold(name))
        return palette[Int(hash.value % UInt64(palette.count))]
    }

    /// Told apart on white and on black, and by most who do not tell red from green.
    private static let palette = [
        "#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377", "#bbbbbb", "#ee7733", "#0077bb", "#33bbee",
        "#009988", "#cc3311",
    ].map { LabelColor(unchecked: $0) }

    private static let digits = 6

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
