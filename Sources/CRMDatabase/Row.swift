/// The current row of a running statement, as its driver holds it. Valid only inside the callback that received it.
package protocol RowSource: AnyObject {
    /// How many columns the row has.
    var columnCount: Int { get }
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
    private let source: any RowSource
    private var next = 0

    package init(_ source: any RowSource) {
        self.source = source
    }

    /// Reads the next column.
    package mutating func read<Value: SQLDecodable>(_ type: Value.Type = Value.self) throws -> Value {
        guard next < source.columnCount else { throw DatabaseError.noSuchColumn(next) }
        defer { next += 1 }
        return try Value.read(source, next)
    }
}
