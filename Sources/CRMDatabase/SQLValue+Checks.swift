import Foundation

extension SQLValue {
    /// Refuses what the two databases would not keep alike: U+0000 in text (one cuts it, one refuses it) and a double
    /// that is no number (one makes it NULL).
    package func check() throws {
        switch self {
        case .text(let text), .json(let text):
            guard !text.holdsNullCharacter else { throw Self.refused("text with U+0000 cannot be stored") }
        case .double(let value):
            guard !value.isNaN else { throw Self.refused("a double that is not a number cannot be stored") }
        case .null, .int64, .bool, .blob:
            break
        }
    }

    private static func refused(_ why: String) -> DatabaseError { .statement(code: "invalid_value", message: why) }
}

extension String {
    fileprivate var holdsNullCharacter: Bool {
        let found = utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
        return found ?? utf8.contains(0)
    }
}

extension StagedColumn {
    /// Refuses rows that do not have exactly these columns with these types; NULLs may have any.
    package static func check(_ columns: [StagedColumn], _ rows: [[SQLValue]]) throws {
        guard !columns.isEmpty else { throw refused("staged rows need a column") }
        for row in rows {
            guard row.count == columns.count else {
                throw refused("a staged row has \(row.count) values for \(columns.count) columns")
            }
            for (value, column) in zip(row, columns) {
                if case .null = value { continue }
                guard value.type == column.type else {
                    throw refused("staged column \(column.name) is \(column.type), the value \(value.type)")
                }
                try value.check()
            }
        }
    }

    /// As ``check(_:_:)-([StagedColumn],[[SQLValue]])``, for rows one after the other.
    package static func check(_ columns: [StagedColumn], _ values: [SQLValue]) throws {
        guard !columns.isEmpty, values.count.isMultiple(of: columns.count) else {
            throw refused("\(values.count) values are no rows of \(columns.count) columns")
        }
        var place = 0
        for value in values {
            let column = columns[place]
            place = place + 1 == columns.count ? 0 : place + 1
            if case .null = value { continue }
            guard value.type == column.type else {
                throw refused("staged column \(column.name) is \(column.type), the value \(value.type)")
            }
            try value.check()
        }
    }

    private static func refused(_ why: String) -> DatabaseError { .statement(code: "staged_rows", message: why) }
}
