package import CRMCore
package import CRMDatabase

/// An integer key as a bound value and a column.
package protocol SQLBindableKey: SQLBindable, SQLDecodable {
    var value: Int64 { get }
    init(_ value: Int64)
}

extension SQLBindableKey {
    package static var sqlType: SQLType { .int64 }
    package var sqlValue: SQLValue { .int64(value) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> Self { Self(try source.int64(index)) }
}

extension CallerChosenID {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(value) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> Self {
        Self(unchecked: try source.text(index))
    }
}

extension UserID: SQLBindable, SQLDecodable {}
extension CustomerID: SQLBindable, SQLDecodable {}
extension OrderID: SQLBindable, SQLDecodable {}
extension EventID: SQLBindable, SQLDecodable {}

extension Instant: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .int64 }
    package var sqlValue: SQLValue { .int64(milliseconds) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> Instant {
        Instant(milliseconds: try source.int64(index))
    }
}

extension CalendarDay: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .int64 }
    package var sqlValue: SQLValue { .int64(Int64(number)) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> CalendarDay {
        CalendarDay(number: Int(try source.int64(index)))
    }
}

extension EmailAddress: SQLBindable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(value) }
}

extension PhoneNumber: SQLBindable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(value) }
}

/// A word of a closed set in a column; an unknown word in the database is a fault of the schema.
extension RawRepresentable where RawValue == String, Self: SQLBindable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(rawValue) }
}

extension RawRepresentable where RawValue == String, Self: SQLDecodable {
    package static func read(_ source: any RowSource, _ index: Int) throws -> Self {
        let text = try source.text(index)
        guard let value = Self(rawValue: text) else {
            throw DatabaseError.corrupt("\(text) is no word of \(Self.self)")
        }
        return value
    }
}

extension RFMSegment: SQLBindable, SQLDecodable {}
