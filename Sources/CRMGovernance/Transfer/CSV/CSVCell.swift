import CRMCore

/// The text of one cell, and the apostrophe by which exports keep spreadsheets from running it as a formula.
package enum CSVCell {
    private static let apostrophe = UInt8(ascii: "'")
    /// What a spreadsheet takes for the beginning of a formula (OWASP ASVS 1.2.10).
    private static let formulaStarts = Array("=+-@\t\r".utf8)

    /// Trimmed and without the guard: what the cell says.
    package static func value(_ text: String) -> String {
        let trimmed = trimmed(text)
        let bare = unguarded(trimmed)
        return bare.utf8.count == trimmed.utf8.count ? trimmed : Self.trimmed(bare)
    }

    /// Without white space at both ends; an ASCII text that needs no trimming comes back at once.
    package static func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return text }
        return isPlain(first) && isPlain(last) ? text : text.trimmingSpaces()
    }

    private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    /// Without the apostrophe of a guarded cell: `'75008`, `'=1+1`. It stays where it belongs to the text: `'t Hooft`.
    package static func unguarded(_ text: String) -> String {
        guard text.utf8.first == apostrophe, isGuardable(text) else { return text }
        return String(text.utf8.dropFirst()) ?? text
    }

    /// With an apostrophe in front when a spreadsheet would run the cell, or when ``unguarded(_:)`` would take one away
    /// that belongs to the text: `unguarded(guarded(x)) == x` for every `x`.
    package static func guarded(_ text: String) -> String {
        guard let first = text.utf8.first else { return text }
        let isRisky = formulaStarts.contains(first) || first == apostrophe && isGuardable(text)
        return isRisky ? "'" + text : text
    }

    /// True when what follows the apostrophes is a digit or the beginning of a formula.
    private static func isGuardable(_ text: String) -> Bool {
        guard let next = text.utf8.first(where: { $0 != apostrophe }) else { return false }
        return (0x30...0x39).contains(next) || formulaStarts.contains(next)
    }
}
