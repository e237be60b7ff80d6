/// A statement or a fragment of one: text with typed values bound where they were interpolated.
///
/// `"SELECT name FROM t WHERE id = \(id)"` binds `id`; interpolating another `SQL` composes the two. Parameters are
/// numbered by position when the text is rendered, so fragments may be joined in any order.
package struct SQL: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The literal pieces around the values; always one more than `values`.
    private(set) var literals: [String]
    /// The bound values, in the order of their placeholders.
    package private(set) var values: [SQLValue]

    package init(stringLiteral value: String) {
        literals = [value]
        values = []
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// Text taken as it stands: for identifiers and fixed words of the program, never for anything a caller sent.
    package init(unsafeText text: String) {
        literals = [text]
        values = []
    }

    /// The text with `$1`, `$2`, … for the values.
    package var text: String {
        guard values.count > 0 else { return literals[0] }
        var result = literals[0]
        result.reserveCapacity(literals.reduce(values.count * 3) { $0 + $1.utf8.count })
        for index in values.indices {
            result += index < SQL.placeholders.count ? SQL.placeholders[index] : "$\(index + 1)"
            result += literals[index + 1]
        }
        return result
    }

    /// The first placeholders ready to append: every statement is rendered each time it runs.
    private static let placeholders = (1...64).map { "$\($0)" }

    /// True when there is neither text nor value.
    package var isEmpty: Bool { values.isEmpty && literals[0].isEmpty }

    package static func + (left: SQL, right: SQL) -> SQL {
        var result = left
        result.append(right)
        return result
    }

    package static func += (left: inout SQL, right: SQL) { left.append(right) }

    private mutating func append(_ other: SQL) {
        literals[literals.count - 1] += other.literals[0]
        literals.append(contentsOf: other.literals.dropFirst())
        values.append(contentsOf: other.values)
    }

    private mutating func append(value: SQLValue) {
        values.append(value)
        literals.append("")
    }

    private mutating func append(literal: String) {
        literals[literals.count - 1] += literal
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        var sql: SQL = ""

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            sql.append(literal: literal)
        }

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
            sql.append(literal: text)
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
        let all = Array(self)
        return all.isEmpty ? "1 = 1" : all.map { "(\($0))" as SQL }.joined(separator: " AND ")
    }
}
