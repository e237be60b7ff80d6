import CLibPQ
import CRMDatabase
import Foundation

/// One connection to the server, used by one thread alone.
///
/// Statements that need no answer of their own are queued and travel with the next one that does, so that the opening
/// of a transaction costs no round trip.
final class PostgresConnection: WorkerConnection {
    /// When running statements are given up; nil for never.
    var deadline: ContinuousClock.Instant?
    /// True from the moment in which the server may have been told to commit.
    var hasSentCommit = false
    /// Tables for staged rows that this session has.
    var stagedTables = PostgresStagedTables()

    let handle: OpaquePointer
    let address: PostgresAddress
    /// Exchanges with the server so far: one wait for an answer each.
    private(set) var roundTripCount = 0

    private var isRetired = false
    private var queue: [Statement] = []
    /// Statements that were queued before the transaction that begins; nil when its opening has left or must.
    private var queuedBeforeOpening: Int?
    /// The end of a transaction that only read is still in the queue: it travels with the next transaction.
    private var isCommitQueued = false
    private var statements = StatementCache<PreparedKey, String>(limit: PostgresSettings.statementCacheLimit)
    private var preparedCount = 0
    /// Prepared statements that made room for others and are still known to the server.
    private var evicted: [String] = []

    /// A statement on its way.
    private struct Statement {
        let sql: SQL
        let types: [Oid]
        let parameters: PostgresParameters
        /// Whether the server keeps it prepared for the next use.
        let isKept: Bool

        init(_ sql: SQL, isKept: Bool) throws {
            self.sql = sql
            types = sql.values.map { PostgresType.parameter($0.type) }
            parameters = try PostgresParameters(sql.values)
            self.isKept = isKept
        }
    }

    /// What identifies a prepared statement: one text may be prepared with other parameter types.
    private struct PreparedKey: Hashable {
        let template: String
        let types: [Oid]
    }

    /// A message of an exchange whose answer is awaited.
    private enum Step {
        case prepare(PreparedKey)
        case forget(name: String)
        case execute
    }

    init(_ address: PostgresAddress) throws {
        self.address = address
        handle = try Self.connect(address)
        // Notices would go to the standard error stream.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQsetnonblocking(handle, 1) == 0 else {
            defer { PQfinish(handle) }
            throw DatabaseError.cannotOpen("PostgreSQL at \(address.place): the connection cannot be set up.")
        }
    }

    private static func connect(_ address: PostgresAddress) throws -> OpaquePointer {
        let handle = address.withKeywords { PQconnectdbParams($0, $1, PostgresAddress.expandsText) }
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            let why = PostgresError.connectionMessage(handle)
            throw DatabaseError.cannotOpen("PostgreSQL at \(address.place) cannot be reached: \(why)")
        }
        return handle
    }

    /// Between jobs a connection must be whole and outside of any transaction.
    var isUsable: Bool {
        !isRetired && PQstatus(handle) == CONNECTION_OK
            && (isCommitQueued || PQtransactionStatus(handle) == PQTRANS_IDLE)
    }

    var isInTransaction: Bool {
        let status = PQtransactionStatus(handle)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    /// Ends a transaction that only read and that no other has followed at once.
    func settle() {
        guard isCommitQueued else { return }
        deadline = .now + PostgresSettings.commitLimit
        defer { deadline = nil }
        do { try sendQueue() } catch { retire() }
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

    func lost(_ why: String? = nil) -> DatabaseError {
        isRetired = true
        return .connectionLost(why ?? PostgresError.connectionMessage(handle))
    }
}

// Queued statements.
extension PostgresConnection {
    /// Lets the statement travel with the next one that is run. Statements of changing text are not worth keeping
    /// prepared.
    func enqueue(_ sql: SQL, isKept: Bool = true) throws { queue.append(try Statement(sql, isKept: isKept)) }

    /// Takes the statement back if it was the last to be queued and has not left yet.
    func withdraw(_ sql: SQL) -> Bool {
        guard queue.last?.sql == sql else { return false }
        queue.removeLast()
        return true
    }

    /// From here on what is queued opens a transaction.
    func beginOpening() { queuedBeforeOpening = queue.count }

    /// From here on the opening has to reach the server: a statement stands behind it.
    func keepOpening() { queuedBeforeOpening = nil }

    /// Takes back what was queued since the opening began; false when that has left or must.
    func withdrawOpening() -> Bool {
        guard let count = queuedBeforeOpening else { return false }
        queue.removeSubrange(count...)
        queuedBeforeOpening = nil
        return true
    }

    /// Lets the transaction, which only read, end with the beginning of the next one, or when none follows at once. What
    /// was read holds, whatever becomes of its end.
    func enqueueCommit() throws {
        try enqueue("COMMIT")
        isCommitQueued = true
    }

    /// Forgets what has not left yet.
    func clearQueue() {
        queue = []
        (queuedBeforeOpening, isCommitQueued) = (nil, false)
    }

    /// Sends what is queued.
    func sendQueue() throws {
        guard !queue.isEmpty else { return }
        PQclear(try exchange())
    }
}

// Exchanges with the server.
extension PostgresConnection {
    /// Runs what is queued and then the statement, in one round trip, and holds all of its rows.
    func run(_ sql: SQL, isKept: Bool = true) throws -> PostgresRows {
        try enqueue(sql, isKept: isKept)
        return PostgresRows(try exchange())
    }

    /// Runs the statement and answers with its tag, such as `COMMIT`.
    @discardableResult
    func command(_ sql: SQL) throws -> String {
        try enqueue(sql)
        return tag(try exchange())
    }

    /// Runs statements without values, as they stand; answers with the tag of the last one.
    @discardableResult
    func script(_ text: String) throws -> String {
        try sendQueue()
        try leavePipeline()
        guard PQsendQuery(handle, text) == 1 else { throw lost() }
        roundTripCount += 1
        return tag(try finish())
    }

    /// Loads rows in the binary form of `COPY` into the table that `target` names with its columns.
    func copy(into target: String, _ rows: [[SQLValue]]) throws {
        try sendQueue()
        try leavePipeline()
        guard PQsendQuery(handle, "COPY \(target) FROM STDIN (FORMAT binary)") == 1 else { throw lost() }
        // One for the permission, one for the rows.
        roundTripCount += 2
        try flush()
        guard let start = try nextResult(isCopying: true) else { throw lost() }
        guard PQresultStatus(start) == PGRES_COPY_IN else {
            // Refused: the reason is in the result, and nothing else comes after it.
            PQclear(try finish(first: start))
            throw lost("the server did not accept COPY")
        }
        PQclear(start)
        try PostgresCopy.encode(rows) { bytes in
            let isTaken = bytes.withUnsafeBytes { buffer in
                PQputCopyData(handle, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count))
            }
            guard isTaken == 1 else { throw lost() }
            try flush()
        }
        guard PQputCopyEnd(handle, nil) == 1 else { throw lost() }
        PQclear(try finish())
    }

    /// Sends the queue as one pipeline and answers with the last result, or throws the first error.
    private func exchange() throws -> OpaquePointer {
        guard PQpipelineStatus(handle) != PQ_PIPELINE_OFF || PQenterPipelineMode(handle) == 1 else { throw lost() }
        let batch = queue
        queue = []
        (queuedBeforeOpening, isCommitQueued) = (nil, false)
        var steps: [Step] = []
        var names: [PreparedKey: String] = [:]
        for statement in batch { try send(statement, &names, &steps) }
        // Last, since nothing may stand before `BEGIN`.
        for name in evicted {
            guard PQsendQueryParams(handle, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 0) == 1 else { throw lost() }
            steps.append(.forget(name: name))
        }
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        roundTripCount += 1
        try flush()
        return try collect(steps, names)
    }

    private func send(
        _ statement: Statement, _ names: inout [PreparedKey: String], _ steps: inout [Step]
    ) throws {
        let binaryRows: Int32 = 1
        let count = Int32(statement.types.count)
        guard statement.isKept, !address.isPooled else {
            let isSent = statement.parameters.withPointers { values, lengths, formats in
                PQsendQueryParams(
                    handle, statement.sql.text, count, statement.types, values, lengths, formats, binaryRows)
            }
            guard isSent == 1 else { throw lost() }
            steps.append(.execute)
            return
        }
        let key = PreparedKey(template: statement.sql.template, types: statement.types)
        let name = try names[key] ?? statements.take(key) ?? prepare(key, statement.sql.text, &steps)
        names[key] = name
        let isSent = statement.parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, binaryRows)
        }
        guard isSent == 1 else { throw lost() }
        steps.append(.execute)
    }

    private func prepare(_ key: PreparedKey, _ text: String, _ steps: inout [Step]) throws -> String {
        preparedCount += 1
        let name = "clientele_\(preparedCount)"
        guard PQsendPrepare(handle, name, text, Int32(key.types.count), key.types) == 1 else { throw lost() }
        steps.append(.prepare(key))
        return name
    }

    /// Takes in the answer to every step. After an error the server skips the rest of the pipeline.
    private func collect(_ steps: [Step], _ names: [PreparedKey: String]) throws -> OpaquePointer {
        var names = names
        var failure: DatabaseError?
        var last: OpaquePointer?
        defer { PQclear(last) }
        for step in steps {
            guard let result = try wholeResult() else { throw failure ?? lost() }
            let isDone = !isFailure(result)
            if !isDone, PQresultStatus(result) != PGRES_PIPELINE_ABORTED { failure = failure ?? note(result) }
            switch step {
            case .prepare(let key):
                if !isDone { names[key] = nil }
                PQclear(result)
            case .forget(let name):
                if isDone { evicted.removeAll { $0 == name } }
                PQclear(result)
            case .execute:
                PQclear(last)
                last = result
            }
        }
        for (key, name) in names {
            if let old = statements.put(name, for: key) { evicted.append(old) }
        }
        try awaitSync(failure)
        guard failure == nil, let result = last else { throw failure ?? lost() }
        last = nil
        return result
    }

    /// The result of one message of the pipeline, up to the mark that ends it.
    private func wholeResult() throws -> OpaquePointer? {
        var last: OpaquePointer?
        while let result = try nextResult() {
            PQclear(last)
            last = result
            // A broken connection gives no mark.
            if PQstatus(handle) != CONNECTION_OK { break }
        }
        return last
    }

    private func awaitSync(_ failure: DatabaseError?) throws {
        guard PQstatus(handle) == CONNECTION_OK else { throw failure ?? lost() }
        let result = try nextResult()
        defer { PQclear(result) }
        guard let result, PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw failure ?? lost() }
    }

    private func leavePipeline() throws {
        guard PQpipelineStatus(handle) == PQ_PIPELINE_OFF || PQexitPipelineMode(handle) == 1 else { throw lost() }
    }

    private func tag(_ result: OpaquePointer) -> String {
        defer { PQclear(result) }
        return String(cString: PQcmdStatus(result))
    }

    /// Outside of a pipeline: takes in every result of the exchange; answers with the last one or throws the first
    /// error.
    private func finish(first: OpaquePointer? = nil) throws -> OpaquePointer {
        try flush()
        var last: OpaquePointer?
        var failure: DatabaseError?
        var next = first
        while let result = try next ?? nextResult() {
            next = nil
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
}
