/// Replaces the type tokens of a migration by the column types of a database.
enum MigrationTypes {
    /// A token counts as a whole lower-case word outside of quotes and comments, neither behind a dot nor before a
    /// parenthesis; behind `AS` it stands for the type of a cast, which takes no collation.
    static func replaceTokens(in text: String, for dialect: Dialect) -> String {
        var result = ""
        var rest = Substring(text)
        var lastWord = ""
        while let first = rest.first {
            let piece = rest.prefix(pieceLength(rest, first))
            rest = rest.dropFirst(piece.count)
            let word = String(piece)
            let isName = result.last == "." || rest.first == "("
            if !isName, let type = SQLType(rawValue: word) {
                let isCast = lastWord.uppercased() == "AS"
                result += isCast ? dialect.castType(type) : dialect.columnType(type)
            } else {
                result += word
            }
            if isWordCharacter(first) { lastWord = word }
        }
        return result
    }

    /// How many characters belong together: a quoted text, a comment, a word, or a single character.
    private static func pieceLength(_ rest: Substring, _ first: Character) -> Int {
        if first == "'" || first == "\"" { return quotedLength(rest, first) }
        if rest.hasPrefix("--") { return rest.prefix { !$0.isNewline }.count }
        if rest.hasPrefix("/*") { return commentLength(rest) }
        return isWordCharacter(first) ? rest.prefix(while: isWordCharacter).count : 1
    }

    private static func quotedLength(_ rest: Substring, _ quote: Character) -> Int {
        // A doubled quote reads as two quoted texts side by side, which come out unchanged all the same.
        let body = rest.dropFirst().prefix { $0 != quote }.count
        return min(body + 2, rest.count)
    }

    private static func commentLength(_ rest: Substring) -> Int {
        guard let end = rest.firstRange(of: "*/") else { return rest.count }
        return rest.distance(from: rest.startIndex, to: end.upperBound)
    }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$"
    }
}
