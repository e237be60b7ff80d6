/// A statement or a fragment of one: text with typed values bound where they were interpolated.
///
/// `"SELECT name FROM t WHERE id = \(id)"` binds `id`; interpolating another `SQL` composes the two. Parameters are
/// numbered by position when the text is rendered, so fragments may be joined in any order.
package struct SQL: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The text with a mark in the place of each value: it tells one statement from another, whatever their values are.
    package private(set) var template: String
    /// The bound values, in the order of their places.
    package private(set) var values: [SQLValue]

    /// A character that no statement holds.
    private static let mark: Unicode.Scalar = "\u{1}"
    private static let markText = String(mark)

    package init(stringLiteral value: String) {
        self.init(unsafeText: value)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// Text taken as it stands: for identifiers and fixed words of the program, never for anything a caller sent.
    package init(unsafeText text: String) {
        template = text
        values = []
    }

    /// The text with `$1`, `$2`, … for the values; made when a statement is prepared.
    package var text: String {
        guard !values.isEmpty else { return template }
        var result = ""
        result.reserveCapacity(template.utf8.count + values.count * 2)
        for (index, piece) in template.unicodeScalars.split(separator: SQL.mark, omittingEmptySubsequences: false)
            .enumerated()
        {
            if index > 0 { result += "$\(index)" }
            result.unicodeScalars += piece
        }
        return result
    }

    /// True when there is neither text nor value.
    package var isEmpty: Bool { template.isEmpty }

    package static func + (left: SQL, right: SQL) -> SQL {
        var result = left
        result.append(right)
        return result
    }

    package static func += (left: inout SQL, right: SQL) { left.append(right) }

    private mutating func append(_ other: SQL) {
        template += other.template
        if !other.values.isEmpty { values += other.values }
    }

    private mutating func append(value: SQLValue) {
        values.append(value)
        template += SQL.markText
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        var sql = SQL(unsafeText: "")

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.template.reserveCapacity(literalCapacity + interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { sql.template += literal }

        /// Binds the value.
        package mutating func appendInterpolation(_ value: some SQLBindable) {
            sql.append(value: value.sqlValue)
        }

        /// Binds the value, or a NULL of its type.
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            sql.append(value: value.sqlValue)
        }

        /// Binds the value.
        package mutating func appendInterpolation(_ value: SQLValue) {
            sql.append(value: value)
        }

        /// Composes the fragment, values included.
        package mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment)
        }

        /// Splices text unbound: for identifiers and fixed words of the program, never for anything a caller sent.
        package mutating func appendInterpolation(unsafeText text: String) {
            sql.template += text
        }
    }
}

extension Sequence<SQL> {
    /// The fragments one after the other with `separator` between them.
    package func joined(separator: SQL) -> SQL {
        var result: SQL = ""
        for (index, fragment) in enumerated() {
            if index > 0 { result += separator }
            result += fragment
        }
        return result
    }

    /// The fragments as conditions that must all hold; `true` when there are none.
    package func conjunction() -> SQL {
        var result: SQL = ""
        for condition in self {
            result += result.isEmpty ? "(" : " AND ("
            result += condition
            result += ")"
        }
        return result.isEmpty ? "1 = 1" : result
    }
}
