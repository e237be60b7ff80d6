import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of what hangs on an import: the pieces of its file, what is wrong with it, what its undo needs.
struct ImportParts {
    private let work: Work
    private let key: Int64
    private var session: any DatabaseSession { work.session }
    private var own: SQL { "user_id = \(work.account.key) AND import_key = \(key)" }

    init(of key: Int64, _ work: Work) {
        self.work = work
        self.key = key
    }

    // MARK: The file

    func add(_ bytes: [UInt8], to upload: Int64, at position: Int) throws {
        try session.execute(
            """
            INSERT INTO import_chunks (user_id, import_key, upload, position, bytes, written_at)
            VALUES (\(work.account.key), \(key), \(upload), \(position), \(bytes), \(work.now))
            """)
    }

    /// One piece of the file; nil behind the last one.
    func chunk(of upload: Int64, at position: Int) throws -> [UInt8]? {
        try session.first(
            "SELECT bytes FROM import_chunks WHERE \(own) AND upload = \(upload) AND position = \(position)"
        ) { row in try row.read() }
    }

    /// Removes the next pieces of which the condition holds; gives how many.
    func removeChunks(where condition: SQL) throws -> Int {
        try session.execute(
            """
            DELETE FROM import_chunks
            WHERE \(own)
                AND (upload, position) IN (
                    SELECT upload, position
                    FROM import_chunks
                    WHERE \(own) AND \(condition)
                    ORDER BY upload, position
                    LIMIT \(ImportLimits.chunksPerStep)
                )
            """)
    }

    // MARK: Findings

    /// Keeps findings behind those that were there, as far as there is room.
    func add(_ findings: [ImportFinding], after count: Int) throws {
        let room = findings.prefix(max(0, ImportLimits.findings - count))
        var values: [SQLValue] = []
        for (index, finding) in room.enumerated() {
            values += [
                work.account.key.sqlValue, .int64(key), (count + index).sqlValue, finding.line.sqlValue,
                .text(String(finding.column.prefix(ImportLimits.findingText))),
                .text(String(finding.reason.prefix(ImportLimits.findingText))),
                .text(String(finding.value.prefix(CSVErrorFile.maximumValueLength + 1))),
            ]
        }
        try session.insert(
            into: "import_findings",
            [
                StagedColumn("user_id", .int64), StagedColumn("import_key", .int64), StagedColumn("number", .int64),
                StagedColumn("line", .int64), StagedColumn("column_name", .text), StagedColumn("reason", .text),
                StagedColumn("value", .text),
            ], values)
    }

    func findings() throws -> [ImportFinding] {
        try session.all(
            """
            SELECT line, column_name, reason, value
            FROM import_findings
            WHERE \(own)
            ORDER BY number
            LIMIT \(ImportLimits.findings)
            """
        ) { row in
            ImportFinding(
                line: try row.read(), column: try row.read(), reason: try row.read(), value: try row.read())
        }
    }

    /// Removes the next findings; gives how many.
    func removeFindings() throws -> Int {
        try session.execute(
            """
            DELETE FROM import_findings
            WHERE \(own)
                AND number IN (
                    SELECT number
                    FROM import_findings
                    WHERE \(own)
                    ORDER BY number
                    LIMIT \(ImportLimits.rowsPerStep)
                )
            """)
    }

    // MARK: Traces

    private static let traceColumns = [
        StagedColumn("stage", .int64), StagedColumn("record_id", .text), StagedColumn("before_mark", .text),
        StagedColumn("before_image", .text), StagedColumn("after_mark", .text),
    ]

    /// Notes what a batch changed. A record that the import changed before keeps what it was at first, unless someone else
    /// has changed it in between.
    func add(_ traces: [ImportTrace]) throws {
        guard !traces.isEmpty else { return }
        let rows = traces.map { trace in
            [
                trace.stage.sqlValue, trace.id.sqlValue, (trace.before?.mark).sqlValue, (trace.before?.image).sqlValue,
                trace.after.sqlValue,
            ]
        }
        let staged = try session.stage("noted_traces", ImportParts.traceColumns, rows)
        try session.execute(
            """
            INSERT INTO import_traces (user_id, import_key, stage, record_id, before_mark, before_image, after_mark)
            SELECT \(work.account.key), \(key), stage, record_id, before_mark, before_image, after_mark
            FROM \(staged) AS s
            WHERE true
            ORDER BY stage, record_id
            ON CONFLICT (user_id, import_key, stage, record_id) DO UPDATE
            SET before_image = CASE
                    WHEN import_traces.after_mark = excluded.before_mark THEN import_traces.before_image
                    ELSE excluded.before_image
                END,
                before_mark = CASE
                    WHEN import_traces.after_mark = excluded.before_mark THEN import_traces.before_mark
                    ELSE excluded.before_mark
                END,
                after_mark = excluded.after_mark
            """)
    }

    /// The next traces to be taken back, all of one stage.
    func nextTraces() throws -> [ImportTrace] {
        let traces = try session.all(
            """
            SELECT stage, record_id, before_mark, before_image, after_mark
            FROM import_traces
            WHERE \(own)
            ORDER BY stage, record_id
            LIMIT \(ImportLimits.undoBatch)
            """
        ) { row in
            let (stage, id): (Int, String) = (try row.read(), try row.read())
            let (mark, image): (String?, String?) = (try row.read(), try row.read())
            var before: ImportTrace.Before?
            if let mark, let image { before = ImportTrace.Before(mark: mark, image: image) }
            return ImportTrace(stage: stage, id: id, before: before, after: try row.read())
        }
        return Array(traces.prefix { $0.stage == traces[0].stage })
    }

    func traceCount() throws -> Int { try session.value("SELECT count(*) FROM import_traces WHERE \(own)") }

    func remove(_ traces: [ImportTrace]) throws {
        let rows = traces.map { [$0.stage.sqlValue, $0.id.sqlValue] }
        let done = try session.stage("done_traces", Array(ImportParts.traceColumns.prefix(2)), rows)
        try session.execute(
            """
            DELETE FROM import_traces
            WHERE \(own) AND (stage, record_id) IN (SELECT stage, record_id FROM \(done) AS d)
            """)
    }

    /// Removes the next traces; gives how many.
    func removeTraces() throws -> Int {
        try session.execute(
            """
            DELETE FROM import_traces
            WHERE \(own)
                AND (stage, record_id) IN (
                    SELECT stage, record_id
                    FROM import_traces
                    WHERE \(own)
                    ORDER BY stage, record_id
                    LIMIT \(ImportLimits.rowsPerStep)
                )
            """)
    }
}
