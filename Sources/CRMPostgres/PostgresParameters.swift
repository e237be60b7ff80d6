import CLibPQ
import CRMDatabase

/// The server's numbers for the types that cross the wire.
enum PostgresType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let name: Oid = 19
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let json: Oid = 114
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let varchar: Oid = 1043
    static let numeric: Oid = 1700
    static let jsonb: Oid = 3802

    /// The type a bound value is declared with.
    static func parameter(_ type: SQLType) -> Oid {
        switch type {
        case .int64: int8
        case .double: float8
        case .text: text
        case .bool: bool
        case .json: jsonb
        case .blob: bytea
        }
    }
}

/// Values in the binary form of the protocol, one after the other in one buffer.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    /// Where each value lies; nil for NULL.
    private var ranges: [Range<Int>?] = []

    /// Throws for a value that the two databases would not keep alike.
    init(_ values: [SQLValue]) throws {
        ranges.reserveCapacity(values.count)
        for value in values {
            try value.check()
            append(value)
        }
        // One byte more, so that an empty value has an address: without one it would be NULL.
        bytes.append(0)
    }

    /// Lends pointers, lengths and formats as libpq wants them.
    func withPointers<Result>(
        _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = ranges.map { range in range.flatMap { range in start.map { $0 + range.lowerBound } } }
            let lengths = ranges.map { range in Int32(range?.count ?? 0) }
            return body(values, lengths, [Int32](repeating: 1, count: ranges.count))
        }
    }

    private mutating func append(_ value: SQLValue) {
        let start = bytes.count
        switch value {
        case .null:
            ranges.append(nil)
            return
        case .int64(let number): appendBigEndian(UInt64(bitPattern: number))
        case .double(let number): appendBigEndian(number.bitPattern)
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .json(let text):
            bytes.append(PostgresRows.jsonbVersion)
            bytes.append(contentsOf: text.utf8)
        case .blob(let blob): bytes.append(contentsOf: blob)
        }
        ranges.append(start..<bytes.count)
    }

    private mutating func appendBigEndian(_ bits: UInt64) {
        withUnsafeBytes(of: bits.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
