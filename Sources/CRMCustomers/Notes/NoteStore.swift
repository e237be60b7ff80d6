import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of notes.
struct NoteStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "n.created_at", .int64),
        SortKey("updatedAt", "n.updated_at", .int64),
    ]

    /// The order of open reminders: the soonest first.
    static let dueKeys = [SortKey("remindAt", "n.remind_at", .int64)]

    static let archivedRows = ArchivedRows(table: "customer_notes")

    /// The order of the versions of a note, the standard one first.
    static let versionKeys = [SortKey("replacedAt", "n.replaced_at", .int64)]

    private static let columns: SQL = """
        n.note_key, n.customer_id, n.id, \(CustomerDirectory.publicID(of: "n")), \(textColumns), n.version,
        n.created_at, n.updated_at
        """

    private static let textColumns: SQL = """
        n.title, n.content, n.note_type, n.priority, n.is_pinned, n.remind_at, n.completed_at, n.author
        """

    static let table = ListTable("customer_notes AS n", as: "n", columns: columns, key: "n.note_key")

    private static let versionTable = ListTable(
        "customer_note_versions AS n", as: "n", columns: "n.version, \(textColumns), n.written_at, n.replaced_at",
        key: "n.version")

    func decode(_ row: inout Row) throws -> CustomerNote {
        CustomerNote(
            key: try row.read(), customer: try row.read(), id: try row.read(), customerID: try row.read(),
            text: try NoteText(&row), version: try row.read(), createdAt: try row.read(), updatedAt: try row.read())
    }

    func list(_ filter: NoteFilter, _ listing: Listing) throws -> ListPage<CustomerNote> {
        let calendar = work.account.calendar
        let optional: [SQL?] = [
            filter.customer.map { "n.customer_id = \($0)" } ?? "NOT n.is_archived",
            filter.noteType.map { "n.note_type = \($0)" },
            filter.priority.map { "n.priority = \($0)" },
            filter.isPinned.map { $0 ? "n.is_pinned" : "NOT n.is_pinned" },
            filter.dueBefore.map { moment in
                """
                n.remind_at IS NOT NULL AND n.completed_at IS NULL AND n.remind_at < \(moment.start(in: calendar))
                """
            },
        ]
        let conditions =
            ["n.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(created: "n.created_at", updated: "n.updated_at", in: calendar)
        return try listing.page(of: NoteStore.table, where: conditions, in: session, decode)
    }

    func history(of note: CustomerNote, _ times: ListTimes, _ listing: Listing) throws -> ListPage<NoteVersion> {
        let conditions =
            ["n.user_id = \(account)", "n.note_key = \(note.key)"]
            + times.conditions(created: "n.written_at", updated: "n.replaced_at", in: work.account.calendar)
        return try listing.page(of: NoteStore.versionTable, where: conditions, in: session) { row in
            NoteVersion(
                noteID: note.id, version: try row.read(), text: try NoteText(&row), createdAt: try row.read(),
                replacedAt: try row.read())
        }
    }

    func find(_ id: String) throws -> CustomerNote? { try first("n.id = \(id)") }

    func note(_ key: Int64) throws -> CustomerNote {
        guard let note = try first("n.note_key = \(key)") else {
            throw DatabaseError.corrupt("a note that was just written is not there")
        }
        return note
    }

    private func first(_ condition: SQL) throws -> CustomerNote? {
        try session.first(
            """
            SELECT \(NoteStore.columns)
            FROM customer_notes AS n
            WHERE n.user_id = \(account) AND \(condition)
            """, decode)
    }

    /// Writes the row and gives its key.
    func insert(_ text: NoteText, of customer: CustomerKey) throws -> Int64 {
        let key = try session.reserveKeys(1, from: NotesFeature.keys)[0]
        try session.execute(
            """
            INSERT INTO customer_notes (user_id, note_key, customer_id, id, title, content, note_type, priority,
                is_pinned, remind_at, completed_at, author, version, created_at, updated_at, is_archived)
            VALUES (\(account), \(key), \(customer), \(work.entropy.id(at: work.now, number: key).text), \(text.title),
                \(text.content), \(text.noteType), \(text.priority), \(text.isPinned), \(text.remindAt),
                \(text.completedAt), \(text.author), 1, \(work.now), \(work.now),
                \(ArchivedRows.value(for: customer, work)))
            """)
        return key
    }

    /// Copies the note as it is among its versions.
    func keepVersion(of note: CustomerNote) throws {
        try session.execute(
            """
            INSERT INTO customer_note_versions (user_id, note_key, version, customer_id, title, content, note_type,
                priority, is_pinned, remind_at, completed_at, author, written_at, replaced_at)
            SELECT n.user_id, n.note_key, n.version, n.customer_id, \(NoteStore.textColumns), n.updated_at,
                CAST(\(work.now) AS BIGINT)
            FROM customer_notes AS n
            WHERE n.user_id = \(account) AND n.note_key = \(note.key)
            """)
    }

    func update(_ note: CustomerNote, _ text: NoteText) throws {
        try session.execute(
            """
            UPDATE customer_notes
            SET title = \(text.title),
                content = \(text.content),
                note_type = \(text.noteType),
                priority = \(text.priority),
                is_pinned = \(text.isPinned),
                remind_at = \(text.remindAt),
                completed_at = \(text.completedAt),
                author = \(text.author),
                version = version + 1,
                updated_at = \(work.now)
            WHERE user_id = \(account) AND note_key = \(note.key)
            """)
    }

    func delete(_ key: Int64) throws {
        try session.execute("DELETE FROM customer_notes WHERE user_id = \(account) AND note_key = \(key)")
    }
}

extension NoteText {
    /// Reads the columns of the text in their order.
    fileprivate init(_ row: inout Row) throws {
        let title = try row.read(String?.self)
        self.init(
            title: title, content: try row.read(), noteType: try row.read(), priority: try row.read())
        isPinned = try row.read()
        remindAt = try row.read()
        completedAt = try row.read()
        author = try row.read()
    }
}

extension NoteStore {
    /// The notes about the customer, newest first.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try session.all(
            """
            SELECT n.created_at, n.note_key, n.id, n.title, n.note_type, n.priority, n.author
            FROM customer_notes AS n
            WHERE n.user_id = \(account) AND n.customer_id = \(customer)
                AND (n.created_at, n.note_key) < (\(place.at), \(place.key))
            ORDER BY n.created_at DESC, n.note_key DESC
            LIMIT \(limit)
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let title = try row.read(String?.self)
            let type = try row.read(NoteType.self)
            let priority = try row.read(String.self)
            return TimelineEntry(
                place: place, id: id, title: title.map { "Note: \($0)" } ?? "Note",
                details: [
                    JSON.Member("noteType", .string(type.rawValue)), JSON.Member("priority", .string(priority)),
                    JSON.Member("author", try row.read(String?.self).map(JSON.string) ?? .null),
                ])
        }
    }
}
