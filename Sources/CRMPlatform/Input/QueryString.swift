import CRMCore
import Foundation

/// The query of a URL as members with text values.
enum QueryString {
    /// Parameters of one request.
    static let maximumParameters = 100

    /// Splits and decodes; a malformed, repeated or overlong query is noted in the sink.
    static func parse(_ query: String?, sink: ErrorSink) -> [JSON.Member] {
        guard let query, !query.isEmpty else { return [] }
        let pairs = query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true)
        guard pairs.count <= maximumParameters else {
            sink.note("", "request.too_many_parameters", "at most \(maximumParameters) parameters are allowed")
            return []
        }
        var members: [JSON.Member] = []
        members.reserveCapacity(pairs.count)
        for pair in pairs {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let sent = Substring(pair[..<end])
            guard let name = decode(sent), let value = decode(Substring(pair[end...].dropFirst())) else {
                sink.note("/\(sent.prefix(50))", "request.encoding", "is not valid percent-encoded UTF-8")
                continue
            }
            if members.contains(where: { $0.name == name }) {
                sink.note("/" + JSONPointer.escape(name), "field.duplicate", "occurs more than once")
            } else {
                members.append(JSON.Member(name, .string(value)))
            }
        }
        return members
    }

    /// Percent-decoded text; nil for a broken escape, for bytes that are no UTF-8, and for U+0000.
    static func decode(_ text: some StringProtocol) -> String? {
        if text.utf8.allSatisfy({ $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") && $0 != 0 }) {
            return String(text)
        }
        let spaced = String(text).replacing("+", with: " ")
        guard let decoded = spaced.removingPercentEncoding, !decoded.unicodeScalars.contains("\0") else { return nil }
        return decoded
    }
}

/// Language tags in their usual spelling.
enum LanguageTag {
    /// `pt-br` → `pt-BR`; nil when the text is no tag of language, script and region.
    static func normalise(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let language = parts.first, (2...3).contains(language.count), language.allSatisfy(isLetter) else {
            return nil
        }
        var result = language.lowercased()
        var rest = parts.dropFirst()
        if let script = rest.first, script.count == 4, script.allSatisfy(isLetter) {
            result += "-" + script.capitalized
            rest = rest.dropFirst()
        }
        if let region = rest.first {
            let isRegion =
                region.count == 2 && region.allSatisfy(isLetter)
                || region.count == 3 && region.allSatisfy { $0.isASCII && $0.isNumber }
            guard isRegion else { return nil }
            result += "-" + region.uppercased()
            rest = rest.dropFirst()
        }
        return rest.isEmpty ? result : nil
    }

    private static func isLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter }
}
