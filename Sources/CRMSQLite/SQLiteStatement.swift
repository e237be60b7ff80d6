import CRMDatabase
import CSQLite

/// A prepared statement and, while it runs, its current row.
final class SQLiteStatement: RowSource {
    private let handle: OpaquePointer
    /// The texts of the row that ``run(_:width:)`` has bound.
    private lazy var texts = SQLiteTexts()

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    func finalize() { sqlite3_finalize(handle) }

    /// Makes the statement ready for its next use and forgets the values.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// True for a statement that changes nothing in the database.
    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// Moves to the next row; false at the end.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw SQLiteError.last(on: sqlite3_db_handle(handle))
        }
    }

    /// Binds by position: the text numbers its parameters in the order of the values.
    func bind(_ values: [SQLValue]) throws {
        guard sqlite3_bind_parameter_count(handle) == Int32(values.count) else {
            throw DatabaseError.statement(code: "parameters", message: "the text names other parameters than are bound")
        }
        for value in values { try value.check() }
        try bindChecked(values)
    }

    /// Binds values that were checked before, as many as the text has parameters.
    func bindChecked(_ values: some Sequence<SQLValue>) throws {
        var position: Int32 = 0
        for value in values {
            position += 1
            guard bind(value, at: position) == SQLITE_OK else {
                throw SQLiteError.last(on: sqlite3_db_handle(handle))
            }
        }
    }

    /// Runs the statement once for each row of `width` checked values. Texts are lent to SQLite until the next row, which
    /// spares it a copy of each.
    func run(_ values: ArraySlice<SQLValue>, width: Int) throws {
        for start in stride(from: values.startIndex, to: values.endIndex, by: width) {
            let row = values[start..<start + width]
            texts.makeRoom(for: row)
            for (index, value) in row.enumerated() {
                let position = Int32(index + 1)
                let code =
                    if case .text(let text) = value { lend(text, at: position) } else { bind(value, at: position) }
                guard code == SQLITE_OK else { throw SQLiteError.last(on: sqlite3_db_handle(handle)) }
            }
            while try step() {}
            sqlite3_reset(handle)
        }
    }

    /// Binds a text that stays where it is until the statement is bound anew or ``reset()``.
    private func lend(_ text: String, at position: Int32) -> Int32 {
        let bytes = texts.add(text)
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        return sqlite3_bind_text64(handle, position, start, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
    }

    private func bind(_ value: SQLValue, at position: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(handle, position)
        case .int64(let number): sqlite3_bind_int64(handle, position, number)
        case .double(let number): sqlite3_bind_double(handle, position, number)
        case .bool(let flag): sqlite3_bind_int64(handle, position, flag ? 1 : 0)
        case .text(let text), .json(let text): bind(text, at: position)
        case .blob(let bytes): bind(bytes, at: position)
        }
    }

    private func bind(_ text: String, at position: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // An empty text may come without an address, which SQLite would take for NULL.
                guard let address = characters.baseAddress else {
                    return sqlite3_bind_text(handle, position, "", 0, Self.copied)
                }
                return sqlite3_bind_text64(
                    handle, position, address, UInt64(characters.count), Self.copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    private func bind(_ bytes: [UInt8], at position: Int32) -> Int32 {
        guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, position, 0) }
        return bytes.withUnsafeBytes { buffer in
            sqlite3_bind_blob64(handle, position, buffer.baseAddress, UInt64(buffer.count), Self.copied)
        }
    }

    /// SQLITE_TRANSIENT, a macro that Swift does not import: SQLite copies the bytes before the call returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}

// The current row.
extension SQLiteStatement {
    var keepsJSONText: Bool { true }

    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    func isNull(_ index: Int) -> Bool { sqlite3_column_type(handle, Int32(index)) == SQLITE_NULL }

    func int64(_ index: Int) throws -> Int64 {
        try expect(SQLITE_INTEGER, index, "an integer")
        return sqlite3_column_int64(handle, Int32(index))
    }

    func double(_ index: Int) throws -> Double {
        if sqlite3_column_type(handle, Int32(index)) != SQLITE_INTEGER { try expect(SQLITE_FLOAT, index, "a double") }
        return sqlite3_column_double(handle, Int32(index))
    }

    func bool(_ index: Int) throws -> Bool {
        switch try int64(index) {
        case 0: return false
        case 1: return true
        default: throw mismatch(index, "a boolean")
        }
    }

    func text(_ index: Int) throws -> String {
        try expect(SQLITE_TEXT, index, "text")
        // The text must be asked for before its length, which a conversion may change.
        guard let start = sqlite3_column_text(handle, Int32(index)) else { throw outOfMemory }
        let count = Int(sqlite3_column_bytes(handle, Int32(index)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func blob(_ index: Int) throws -> [UInt8] {
        try expect(SQLITE_BLOB, index, "a blob")
        let start = sqlite3_column_blob(handle, Int32(index))
        let count = Int(sqlite3_column_bytes(handle, Int32(index)))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    private func expect(_ wantedType: Int32, _ index: Int, _ wanted: StaticString) throws {
        let type = sqlite3_column_type(handle, Int32(index))
        guard type != wantedType else { return }
        throw type == SQLITE_NULL ? DatabaseError.unexpectedNull(column: index) : mismatch(index, wanted)
    }

    private func mismatch(_ index: Int, _ wanted: StaticString) -> DatabaseError {
        let name = sqlite3_column_name(handle, Int32(index)).map { String(cString: $0) } ?? "?"
        return .statement(
            code: "column_type", message: "column \(index) (\(name)) is not \(wanted); CAST it in the text")
    }

    private var outOfMemory: DatabaseError { .statement(code: "\(SQLITE_NOMEM)", message: "out of memory") }
}

/// Memory for the texts of one row, used again for the next.
private final class SQLiteTexts {
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 1)
    private var count = 0

    deinit { memory.deallocate() }

    /// Forgets the texts so far. What ``add(_:)`` gives stays where it is until then.
    func makeRoom(for row: ArraySlice<SQLValue>) {
        var needed = 0
        for case .text(let text) in row { needed += text.utf8.count }
        count = 0
        guard needed > memory.count else { return }
        memory.deallocate()
        memory = .allocate(byteCount: 2 * needed, alignment: 1)
    }

    func add(_ text: String) -> UnsafeRawBufferPointer {
        let place = UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + text.utf8.count])
        place.copyBytes(from: text.utf8)
        count += place.count
        return UnsafeRawBufferPointer(place)
    }
}
