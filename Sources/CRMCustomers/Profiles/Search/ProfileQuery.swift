import CRMCore
import CRMDatabase
import CRMPlatform

/// What a caller searches for: words that must all be found, in any order.
package struct ProfileQuery: Sendable, Hashable {
    /// The text itself, when it could be the id of a customer.
    let customerID: CustomerID?
    /// A single beginning of a word, too short for the index of substrings.
    let prefix: String?
    let search: SubstringSearch

    static let maximumLength = 200
    static let maximumWords = 8
    /// Digits from which the end of a number is taken for the number without its country.
    private static let nationalDigits = 7

    /// Nil for too many words.
    package init?(_ text: String) {
        customerID = CustomerID(text)
        let terms = Self.terms(of: text)
        guard terms.count <= Self.maximumWords else { return nil }
        prefix = terms.count == 1 ? terms[0].prefix : nil
        search = SubstringSearch(
            terms: terms.map(\.alternatives), first: Self.exact(text), second: terms.map(\.beginning))
    }

    /// One word, or a telephone number that was written in several.
    private struct Term {
        let alternatives: [String]
        /// The word as the beginning of a name.
        let beginning: String
        /// The word itself when it is short.
        let prefix: String?

        init(word: String, phone: PhoneDigits?) {
            let (name, contact) = (ProfileSearchText.nameMark, ProfileSearchText.contactMark)
            let isShort = word.unicodeScalars.count < ProfileSearchText.substringLength
            // A short word is filled up with the signs that stand before it, to three characters or more.
            let (inName, inContact) = isShort ? (name + name, contact + contact) : (name, contact)
            beginning = inName + word
            prefix = isShort ? word : nil
            let literal = isShort ? [inName + word, inContact + word] : [word]
            let numbers = isShort ? [] : phone.map { Self.numbers($0) } ?? []
            alternatives = literal + numbers.filter { $0 != word }
        }

        /// The number in either form in which it may be kept.
        private static func numbers(_ phone: PhoneDigits) -> [String] {
            let both = phone.isInternational ? [phone.text, "0" + phone.national] : [phone.national]
            return both.filter { $0.utf8.count >= ProfileSearchText.substringLength }
        }
    }

    private static func terms(of text: String) -> [Term] {
        var terms: [Term] = []
        var number: [Substring] = []
        func endNumber() {
            let joined = number.joined(separator: " ")
            if let phone = PhoneDigits(joined) {
                let isLiteral = number.count == 1 && !joined.hasPrefix("+")
                let word = isLiteral ? Folding.fold(joined) : phone.text
                terms.append(Term(word: word, phone: phone))
            } else {
                terms += Folding.words(joined).map { Term(word: $0, phone: nil) }
            }
            number = []
        }
        for piece in text.split(whereSeparator: \.isWhitespace) {
            if piece.unicodeScalars.allSatisfy(isOfNumber) {
                number.append(piece)
                continue
            }
            if !number.isEmpty { endNumber() }
            // The dashes of an address belong to it.
            let words = piece.contains("@") ? [Folding.fold(String(piece))] : Folding.words(String(piece))
            terms += words.map { Term(word: $0, phone: nil) }
        }
        if !number.isEmpty { endNumber() }
        return terms
    }

    private static func isOfNumber(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "+", "-", ".", "/", "(", ")": true
        default: false
        }
    }

    /// The whole text as an address or a number.
    private static func exact(_ text: String) -> [String] {
        let mark = ProfileSearchText.contactMark
        guard let phone = PhoneDigits(text) else {
            return text.contains(where: \.isWhitespace) ? [] : [mark + Folding.fold(text) + mark]
        }
        let kept = phone.isInternational ? [phone.text, "0" + phone.national] : [phone.text]
        let end = !phone.isInternational && phone.national.utf8.count >= nationalDigits ? [phone.national + mark] : []
        return kept.map { mark + $0 + mark } + end
    }
}

extension Codec where Value == ProfileQuery {
    /// Words to search for.
    static var search: Codec {
        let text = Codec<String>.text(max: ProfileQuery.maximumLength)
        return Codec(schema: text.schema, placeholder: .nothing) { json, pointer, sink in
            guard let words = text.decode(json, pointer, sink) else { return nil }
            guard let query = ProfileQuery(words) else {
                return sink.fail(pointer, "field.too_many", "must have at most \(ProfileQuery.maximumWords) words")
            }
            return query
        }
    }
}

extension ProfileQuery {
    /// Finds nobody.
    static let nothing = ProfileQuery()

    private init() {
        customerID = nil
        prefix = nil
        search = SubstringSearch(terms: [], first: [], second: [])
    }

    /// True when no word is left, as of a text of dashes alone.
    var isEmpty: Bool { search.terms.isEmpty }
}
