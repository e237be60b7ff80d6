import CRMDatabase

/// A few rows of values as a table: one array parameter a column, so that the text is the same for any number of rows.
enum PostgresStaging {
    /// A subquery with the given columns.
    static func table(_ columns: [StagedColumn], _ rows: [[SQLValue]]) -> SQL {
        let arrays = columns.enumerated().map { index, column in
            array(rows.map { $0[index] }, of: column.type)
        }.joined(separator: ", ")
        let names = columns.map(\.name).joined(separator: ", ")
        // The elements of an array come without the collation of the columns they are compared with.
        let selected = columns.map { $0.type == .text ? "\($0.name) COLLATE \"C\" AS \($0.name)" : $0.name }
        return """
            (SELECT \(unsafeText: selected.joined(separator: ", ")) \
            FROM unnest(\(arrays)) AS staged (\(unsafeText: names)))
            """
    }

    private static func array(_ values: [SQLValue], of type: SQLType) -> SQL {
        "CAST(\(arrayText(values)) AS \(unsafeText: elementType(type))[])"
    }

    private static func elementType(_ type: SQLType) -> String {
        switch type {
        case .int64: "BIGINT"
        case .double: "DOUBLE PRECISION"
        case .text: "TEXT"
        case .bool: "BOOLEAN"
        case .json: "JSONB"
        case .blob: "BYTEA"
        }
    }

    /// The values as the server writes an array: `{1,NULL,"quoted \" text"}`.
    static func arrayText(_ values: [SQLValue]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * typicalValueBytes)
        bytes.append(UInt8(ascii: "{"))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let typicalValueBytes = 16
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let digits = Array("0123456789abcdef".utf8)

    private static func append(_ value: SQLValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "NULL".utf8)
        case .int64(let number): bytes.append(contentsOf: String(number).utf8)
        case .double(let number): bytes.append(contentsOf: String(number).utf8)
        case .bool(let flag): bytes.append(flag ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .text(let string), .json(let string): appendQuoted(string, to: &bytes)
        case .blob(let blob): appendHexadecimal(blob, to: &bytes)
        }
    }

    private static func appendQuoted(_ string: String, to bytes: inout [UInt8]) {
        bytes.append(quote)
        // Both are ASCII, which no other character of UTF-8 contains.
        for byte in string.utf8 {
            if byte == quote || byte == backslash { bytes.append(backslash) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    private static func appendHexadecimal(_ blob: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: [quote, backslash, backslash, UInt8(ascii: "x")])
        for byte in blob {
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
        bytes.append(quote)
    }
}
