import CRMDatabase

/// Rows of values as a table: one array parameter a column, so that the text is the same for any number of rows.
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
        var text = "{"
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            append(value, to: &text)
        }
        return text + "}"
    }

    private static func append(_ value: SQLValue, to text: inout String) {
        switch value {
        case .null: text += "NULL"
        case .int64(let number): text += "\(number)"
        case .double(let number): text += "\(number)"
        case .bool(let flag): text += flag ? "t" : "f"
        case .text(let string), .json(let string): appendQuoted(string, to: &text)
        case .blob(let bytes): appendHexadecimal(bytes, to: &text)
        }
    }

    private static func appendQuoted(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        text += "\""
    }

    private static func appendHexadecimal(_ bytes: [UInt8], to text: inout String) {
        let digits = Array("0123456789abcdef")
        text += "\"\\\\x"
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        text += "\""
    }
}
