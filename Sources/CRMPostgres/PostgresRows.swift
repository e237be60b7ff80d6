import CLibPQ
import CRMDatabase

/// The rows of a result, in binary form, and the one that is read at the moment.
final class PostgresRows: RowSource {
    /// The first byte of a jsonb value on the wire.
    static let jsonbVersion: UInt8 = 1

    let rowCount: Int
    /// The server keeps members in an order of its own.
    let keepsJSONText = false
    let columnCount: Int
    /// The row that the columns are read from.
    var current = 0

    private let result: OpaquePointer

    /// Takes the result over and frees it in the end.
    init(_ result: OpaquePointer) {
        self.result = result
        rowCount = Int(PQntuples(result))
        columnCount = Int(PQnfields(result))
    }

    deinit { PQclear(result) }

    /// Rows that an INSERT, UPDATE, DELETE or MERGE changed; 0 for any other statement.
    var changeCount: Int {
        let command = String(cString: PQcmdStatus(result)).prefix { $0 != " " }
        guard ["INSERT", "UPDATE", "DELETE", "MERGE"].contains(command) else { return 0 }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func isNull(_ index: Int) -> Bool { PQgetisnull(result, Int32(current), Int32(index)) == 1 }

    func int64(_ index: Int) throws -> Int64 {
        let bytes = try bytes(index)
        switch type(index) {
        case PostgresType.int8: return Int64(bitPattern: bigEndian(bytes))
        case PostgresType.int4: return Int64(Int32(truncatingIfNeeded: bigEndian(bytes)))
        case PostgresType.int2: return Int64(Int16(truncatingIfNeeded: bigEndian(bytes)))
        default: throw mismatch(index, "an integer")
        }
    }

    func double(_ index: Int) throws -> Double {
        let bytes = try bytes(index)
        switch type(index) {
        case PostgresType.float8: return Double(bitPattern: bigEndian(bytes))
        case PostgresType.float4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bigEndian(bytes))))
        case PostgresType.int8, PostgresType.int4, PostgresType.int2: return Double(try int64(index))
        default: throw mismatch(index, "a double")
        }
    }

    func bool(_ index: Int) throws -> Bool {
        let bytes = try bytes(index)
        guard type(index) == PostgresType.bool else { throw mismatch(index, "a boolean") }
        return bytes.first == 1
    }

    func text(_ index: Int) throws -> String {
        let bytes = try bytes(index)
        switch type(index) {
        case PostgresType.text, PostgresType.varchar, PostgresType.name, PostgresType.json:
            return String(decoding: bytes, as: UTF8.self)
        case PostgresType.jsonb where bytes.first == Self.jsonbVersion:
            return String(decoding: bytes.dropFirst(), as: UTF8.self)
        default: throw mismatch(index, "text")
        }
    }

    func blob(_ index: Int) throws -> [UInt8] {
        let bytes = try bytes(index)
        guard type(index) == PostgresType.bytea else { throw mismatch(index, "a blob") }
        return Array(bytes)
    }

    /// The value as it came; valid as long as the result.
    private func bytes(_ index: Int) throws -> UnsafeRawBufferPointer {
        guard !isNull(index) else { throw DatabaseError.unexpectedNull(column: index) }
        let length = Int(PQgetlength(result, Int32(current), Int32(index)))
        return UnsafeRawBufferPointer(start: PQgetvalue(result, Int32(current), Int32(index)), count: length)
    }

    private func type(_ index: Int) -> Oid { PQftype(result, Int32(index)) }

    private func bigEndian(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func mismatch(_ index: Int, _ wanted: String) -> DatabaseError {
        let name = PQfname(result, Int32(index)).map { String(cString: $0) } ?? "?"
        let type = type(index) == PostgresType.numeric ? "numeric" : "of type \(type(index))"
        return .statement(
            code: "column_type", message: "column \(index) (\(name)) is \(type), not \(wanted); CAST it in the text")
    }
}
