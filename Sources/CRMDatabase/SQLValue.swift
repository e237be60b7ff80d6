/// The column and parameter types that both databases share; migrations name them as tokens.
package enum SQLType: String, Sendable, CaseIterable {
    case int64, double, text, bool, json, blob
}

/// A bound value with its type, NULL included: a parameter without a type does not prepare on PostgreSQL.
package enum SQLValue: Sendable, Hashable {
    case null(SQLType)
    case int64(Int64)
    case double(Double)
    case text(String)
    case bool(Bool)
    /// Canonical JSON text.
    case json(String)
    case blob([UInt8])

    /// The type of the value, known for NULL too.
    package var type: SQLType {
        switch self {
        case .null(let type): type
        case .int64: .int64
        case .double: .double
        case .text: .text
        case .bool: .bool
        case .json: .json
        case .blob: .blob
        }
    }
}

/// A Swift type that can be bound to a statement.
package protocol SQLBindable {
    /// The column type that holds it.
    static var sqlType: SQLType { get }
    /// The value to bind.
    var sqlValue: SQLValue { get }
}

/// A Swift type that can be read from a column.
package protocol SQLDecodable {
    /// Reads column `index`; throws ``DatabaseError/unexpectedNull(column:)`` for a NULL unless the type is optional.
    static func read(_ source: any RowSource, _ index: Int) throws -> Self
}

extension Int64: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .int64 }
    package var sqlValue: SQLValue { .int64(self) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> Int64 { try source.int64(index) }
}

extension Int: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .int64 }
    package var sqlValue: SQLValue { .int64(Int64(self)) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> Int { Int(try source.int64(index)) }
}

extension Double: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .double }
    package var sqlValue: SQLValue { .double(self) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> Double { try source.double(index) }
}

extension String: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(self) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> String { try source.text(index) }
}

extension Bool: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .bool }
    package var sqlValue: SQLValue { .bool(self) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> Bool { try source.bool(index) }
}

extension [UInt8]: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .blob }
    package var sqlValue: SQLValue { .blob(self) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> [UInt8] { try source.blob(index) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    package static var sqlType: SQLType { Wrapped.sqlType }
    package var sqlValue: SQLValue { self?.sqlValue ?? .null(Wrapped.sqlType) }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    package static func read(_ source: any RowSource, _ index: Int) throws -> Wrapped? {
        source.isNull(index) ? nil : try Wrapped.read(source, index)
    }
}
