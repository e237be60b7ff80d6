/// The current row of a running statement, as its driver holds it. Valid only inside the callback that received it.
package protocol RowSource: AnyObject {
    /// How many columns the row has.
    var columnCount: Int { get }
    /// Whether JSON comes back letter by letter as it was stored, canonical.
    var keepsJSONText: Bool { get }
    func isNull(_ index: Int) -> Bool
    func int64(_ index: Int) throws -> Int64
    func double(_ index: Int) throws -> Double
    /// Text, or JSON as its text.
    func text(_ index: Int) throws -> String
    func bool(_ index: Int) throws -> Bool
    func blob(_ index: Int) throws -> [UInt8]
}

/// A row read from left to right: `init(_ row: inout Row)` of a type takes its columns in the order of its column list.
package struct Row {
    @usableFromInline let source: any RowSource
    @usableFromInline var next = 0

    package init(_ source: any RowSource) {
        self.source = source
    }

    /// Whether the text of a JSON value is the canonical one that was stored.
    package var keepsJSONText: Bool { source.keepsJSONText }

    /// Reads the next column. Inlinable, so that stores get code for the types of their columns.
    @inlinable package mutating func read<Value: SQLDecodable>(_ type: Value.Type = Value.self) throws -> Value {
        guard next < source.columnCount else { throw DatabaseError.noSuchColumn(next) }
        defer { next += 1 }
        return try Value.read(source, next)
    }
}
