import CRMDatabase

/// Rows in the binary form of `COPY`.
enum PostgresCopy {
    private static let header = Array("PGCOPY\n".utf8) + [255, 13, 10, 0] + [UInt8](repeating: 0, count: 8)
    private static let end: [UInt8] = [255, 255]

    /// Hands the rows over piece by piece.
    static func encode(_ rows: [[SQLValue]], _ send: ([UInt8]) throws -> Void) throws {
        var bytes = header
        bytes.reserveCapacity(PostgresSettings.copyChunkBytes * 5 / 4)
        for row in rows {
            append(UInt16(row.count), to: &bytes)
            for value in row { append(value, to: &bytes) }
            guard bytes.count >= PostgresSettings.copyChunkBytes else { continue }
            try send(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        try send(bytes + end)
    }

    private static func append(_ value: SQLValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: append(UInt32.max, to: &bytes)
        case .int64(let number):
            append(UInt32(8), to: &bytes)
            append(number, to: &bytes)
        case .double(let number):
            append(UInt32(8), to: &bytes)
            append(number.bitPattern, to: &bytes)
        case .bool(let flag):
            append(UInt32(1), to: &bytes)
            bytes.append(flag ? 1 : 0)
        case .text(let text):
            append(UInt32(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        case .json(let text):
            append(UInt32(text.utf8.count + 1), to: &bytes)
            bytes.append(PostgresRows.jsonbVersion)
            bytes.append(contentsOf: text.utf8)
        case .blob(let blob):
            append(UInt32(blob.count), to: &bytes)
            bytes.append(contentsOf: blob)
        }
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
