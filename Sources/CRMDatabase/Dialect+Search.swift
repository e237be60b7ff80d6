/// What a search asks of an index of substrings: every term must be in the text, by one of its alternatives. Each text
/// has three characters or more and is taken literally.
package struct SubstringSearch: Sendable, Hashable {
    /// All must be found, each by any of its alternatives.
    package let terms: [[String]]
    /// A text that holds one of these comes first; it must hold the terms, too.
    package let first: [String]
    /// A text that holds all of these comes second; it must hold the terms, too.
    package let second: [String]

    package init(terms: [[String]], first: [String], second: [String]) {
        self.terms = terms
        self.first = first
        self.second = second
    }
}

extension Dialect {
    /// Bits of a row's number in the index of substrings that tell the row within its account: the account stands before
    /// them, so that its rows are one range.
    package static let searchRowBits: Int64 = 40

    /// The hits of a search within the account as a table of `customer_id` and, when ranked, `rank` (0, 1 or 2; unranked
    /// 0): the FTS5 table `index_fts` on SQLite, the function `index_hits` on PostgreSQL, which reads behind the policy.
    package func hits(_ search: SubstringSearch, in account: Int64, index: StaticString, ranked: Bool) -> SQL {
        switch self {
        case .sqlite: fullTextHits(search, in: account, index: index.description, ranked: ranked)
        case .postgres: functionHits(search, in: account, index: index.description, ranked: ranked)
        }
    }

    /// Puts the texts of `rows`, a table of `customer_id` and `text`, into the index; nil where the database keeps it in
    /// step by itself.
    package func indexTexts(of rows: SQL, in account: Int64, index: StaticString) -> SQL? {
        guard self == .sqlite else { return nil }
        return """
            INSERT INTO \(unsafeText: index.description)_fts (rowid, text)
            SELECT \(account << Dialect.searchRowBits) + r.customer_id, r.text
            FROM \(rows) AS r
            """
    }

    /// Takes the texts of `rows` out of the index, exactly as they were put in; nil as in ``indexTexts(of:in:index:)``.
    package func unindexTexts(of rows: SQL, in account: Int64, index: StaticString) -> SQL? {
        guard self == .sqlite else { return nil }
        return """
            INSERT INTO \(unsafeText: index.description)_fts (\(unsafeText: index.description)_fts, rowid, text)
            SELECT 'delete', \(account << Dialect.searchRowBits) + r.customer_id, r.text
            FROM \(rows) AS r
            """
    }

    private func functionHits(_ search: SubstringSearch, in account: Int64, index: String, ranked: Bool) -> SQL {
        let patterns = search.terms.map { $0.map(Self.likePattern) }
        let numbers = patterns.enumerated().flatMap { number, alternatives in alternatives.map { _ in number + 1 } }
        let terms = "{\(numbers.map(String.init).joined(separator: ","))}"
        return """
            (SELECT h.customer_id, h.rank FROM \(unsafeText: index)_hits(\(account), \
            \(textArray(patterns.flatMap { $0 })), CAST(\(terms) AS BIGINT[]), \
            \(textArray(ranked ? search.first.map(Self.likePattern) : [])), \
            \(textArray(ranked ? search.second.map(Self.likePattern) : [])), \(ranked)) AS h)
            """
    }

    private func textArray(_ texts: [String]) -> SQL {
        let quoted = texts.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
        return "CAST(\("{" + quoted.joined(separator: ",") + "}") AS TEXT[])"
    }

    /// The text anywhere, with the signs that LIKE gives a meaning escaped.
    private static func likePattern(_ text: String) -> String {
        let literal = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        return "%\(literal)%"
    }

    private func fullTextHits(_ search: SubstringSearch, in account: Int64, index: String, ranked: Bool) -> SQL {
        let base = account << Dialect.searchRowBits
        let end = (account + 1) << Dialect.searchRowBits
        let all = Self.expression(search.terms)
        func part(_ expression: String, rank: SQL) -> SQL {
            """
            SELECT f.rowid - \(base) AS customer_id, \(rank) AS rank FROM \(unsafeText: index)_fts AS f \
            WHERE f.\(unsafeText: index)_fts MATCH \(expression) AND f.rowid > \(base) AND f.rowid < \(end)
            """
        }
        guard ranked else { return "(\(part(all, rank: "0")))" }
        let first = search.first.isEmpty ? nil : Self.expression([search.first])
        let second = Self.expression(search.second.map { [$0] })
        let beforeSecond = first.map { " NOT \($0)" } ?? ""
        let parts = [
            first.map { part($0, rank: "0") },
            part("(\(second)\(beforeSecond))", rank: "1"),
            part("((\(all) NOT \(second))\(beforeSecond))", rank: "2"),
        ]
        return "(\(parts.compactMap { $0 }.joined(separator: " UNION ALL ")))"
    }

    /// In the language of FTS5: each text a quoted string, in which nothing has a meaning.
    private static func expression(_ terms: [[String]]) -> String {
        let conditions = terms.map { alternatives in
            "(" + alternatives.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: " OR ") + ")"
        }
        return "(" + conditions.joined(separator: " AND ") + ")"
    }
}
