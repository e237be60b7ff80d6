import CLibPQ
import CRMDatabase
import Foundation

/// One connection to the server, used by one thread alone.
final class PostgresConnection: WorkerConnection {
    /// When running statements are given up; nil for never.
    var deadline: ContinuousClock.Instant?

    private let handle: OpaquePointer
    private var isRetired = false
    private var statements = StatementCache<PreparedKey, String>(limit: PostgresSettings.statementCacheLimit)
    private var preparedCount = 0

    /// What identifies a prepared statement: one text may be prepared with other parameter types.
    private struct PreparedKey: Hashable {
        let text: String
        let types: [Oid]
    }

    init(_ address: PostgresAddress) throws {
        handle = try Self.connect(address)
        // Notices would go to the standard error stream.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQsetnonblocking(handle, 1) == 0 else {
            defer { PQfinish(handle) }
            throw DatabaseError.cannotOpen("PostgreSQL at \(address.place): the connection cannot be set up.")
        }
    }

    private static func connect(_ address: PostgresAddress) throws -> OpaquePointer {
        let parameters = address.parameters
        let keywords = parameters.map { strdup($0.keyword) } + [nil]
        let values = parameters.map { strdup($0.value) } + [nil]
        defer { for word in keywords + values { free(word) } }
        let expandsAddress: Int32 = 1
        let handle = PQconnectdbParams(
            keywords.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, expandsAddress)
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            let why = PostgresError.connectionMessage(handle)
            throw DatabaseError.cannotOpen("PostgreSQL at \(address.place) cannot be reached: \(why)")
        }
        return handle
    }

    /// Between jobs a connection must be whole and outside of any transaction.
    var isUsable: Bool {
        !isRetired && PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE
    }

    var isInTransaction: Bool {
        let status = PQtransactionStatus(handle)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    func noticeLoss() {
        // An idle server has nothing to say but farewell. A changed setting of it is rare enough to connect anew.
        var entry = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        if poll(&entry, 1, 0) != 0 { isRetired = true }
    }

    func close() { PQfinish(handle) }

    /// Takes the connection out of service after the job.
    func retire() { isRetired = true }

    /// Statements kept for reuse, never more than the limit.
    var cachedStatementCount: Int { statements.count }

    /// Runs statements without values, as they stand; answers with the tag of the last one, such as `COMMIT`.
    @discardableResult
    func script(_ text: String) throws -> String {
        guard PQsendQuery(handle, text) == 1 else { throw lost() }
        let result = try finish()
        defer { PQclear(result) }
        return String(cString: PQcmdStatus(result))
    }

    /// Runs one statement, prepared when it is new to this connection, and holds all of its rows.
    func run(_ sql: SQL) throws -> PostgresRows {
        let key = PreparedKey(text: sql.text, types: sql.values.map { PostgresType.parameter($0.type) })
        let parameters = try PostgresParameters(sql.values)
        let name = try statements.take(key) ?? prepare(key)
        if let evicted = statements.put(name, for: key) { try script("DEALLOCATE \(evicted)") }
        let binaryRows: Int32 = 1
        let isSent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(handle, name, Int32(values.count), values, lengths, formats, binaryRows)
        }
        guard isSent == 1 else { throw lost() }
        return PostgresRows(try finish())
    }

    private func prepare(_ key: PreparedKey) throws -> String {
        preparedCount += 1
        let name = "clientele_\(preparedCount)"
        guard PQsendPrepare(handle, name, key.text, Int32(key.types.count), key.types) == 1 else { throw lost() }
        PQclear(try finish())
        return name
    }

    private func lost() -> DatabaseError {
        isRetired = true
        return .connectionLost(PostgresError.connectionMessage(handle))
    }
}

// Waiting for the server, no longer than the deadline allows.
extension PostgresConnection {
    /// Sends what is buffered and takes in every result of the exchange; answers with the last one or throws the first
    /// error.
    private func finish() throws -> OpaquePointer {
        try flush()
        var last: OpaquePointer?
        var failure: DatabaseError?
        while let result = try nextResult() {
            if isFailure(result) { failure = failure ?? note(result) }
            PQclear(last)
            last = result
        }
        if let failure {
            PQclear(last)
            throw failure
        }
        guard let last else { throw lost() }
        return last
    }

    private func flush() throws {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                // The server may have to be read before it reads on.
                let ready = try wait(for: POLLIN | POLLOUT)
                if ready & Int32(POLLIN) != 0, PQconsumeInput(handle) == 0 { throw lost() }
            default: throw lost()
            }
        }
    }

    private func nextResult() throws -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            _ = try wait(for: POLLIN)
            // A broken connection still hands over the server's last words as a result.
            if PQconsumeInput(handle) == 0 { isRetired = true }
        }
        guard let result = PQgetResult(handle) else { return nil }
        switch PQresultStatus(result) {
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            isRetired = true
            throw DatabaseError.statement(code: "copy", message: "COPY is no statement for this interface")
        default: return result
        }
    }

    private func isFailure(_ result: OpaquePointer) -> Bool {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: false
        default: true
        }
    }

    private func note(_ result: OpaquePointer) -> DatabaseError {
        let report = PostgresError.report(result)
        // Every other plan is stale too; a fresh connection prepares them anew.
        if report.isStalePlan { isRetired = true }
        if case .connectionLost = report.error { isRetired = true }
        return report.error
    }

    private func wait(for events: Int) throws -> Int32 { try wait(for: Int32(events)) }

    private func wait(for events: Int32) throws -> Int32 {
        let patience = deadline.map { $0 + PostgresSettings.deadlineGrace }
        while true {
            var entry = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            let ready = poll(&entry, 1, patience.map(Self.millisecondsLeft) ?? -1)
            if ready > 0 { return Int32(entry.revents) }
            if ready < 0 && errno != EINTR { throw lost() }
            if let patience, patience <= .now {
                // The server does not answer: what it does with the statement is no longer ours to know.
                isRetired = true
                throw DatabaseError.timeout
            }
        }
    }

    private static func millisecondsLeft(until instant: ContinuousClock.Instant) -> Int32 {
        let left = ContinuousClock.now.duration(to: instant) / .milliseconds(1)
        return Int32(min(max(left.rounded(.up), 0), 86_400_000))
    }
}
