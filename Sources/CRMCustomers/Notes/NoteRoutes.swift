import CRMCore
import CRMPlatform

/// ```
/// GET    /api/customers/notes                a list
/// POST   /api/customers/notes                writes one
/// GET    /api/customers/notes/due            open reminders, the soonest first
/// GET    /api/customers/notes/{id}           one
/// PUT    /api/customers/notes/{id}           changes the given fields
/// DELETE /api/customers/notes/{id}           removes one
/// GET    /api/customers/notes/{id}/history   what it was before
/// ```
enum NoteRoutes {
    static let endpoints: [Endpoint] = [
        .get(.init(path, "Lists notes.", scope: .notesRead), List.self) { input, work in
            Answer(try Notes(work).list(input.filter, input.listing))
        },
        .write(
            .post,
            .init(
                path, "Writes a note about a customer.", scope: .notesWrite, refusals: [UnknownCustomer.refusal]),
            Create.self, statuses: [201], tag: .whole
        ) { input, work in
            Answer(status: 201, try Notes(work).addCustomerNote(input.customerID, input.note))
        },
        .get(.init("\(path)/due", "Open reminders that are due, the soonest first.", scope: .notesRead), Due.self) {
            input, work in
            var filter = input.filter
            filter.dueBefore = filter.dueBefore ?? .instant(work.now.advanced(milliseconds: 1))
            return Answer(try Notes(work).list(filter, input.listing))
        },
        .get(.init("\(path)/{id}", "One note.", scope: .notesRead, refusals: [unknown]), One.self, tag: .whole) {
            input, work in
            Answer(try Notes(work).note(input.id))
        },
        .write(
            .put,
            .init(
                "\(path)/{id}", "Changes the given fields of a note; null clears one.", scope: .notesWrite,
                refusals: [unknown, (.conflict, NoteError.tooManyVersions.code)]),
            Update.self, tag: .whole, current: { input, work in try Notes(work).locked(input.id) },
            change: { input, work in Answer(try Notes(work).update(input.id, input.changes)) }),
        .write(
            .delete,
            .init("\(path)/{id}", "Removes a note with its history.", scope: .notesWrite, refusals: [unknown]),
            One.self, tag: .whole, current: { input, work in try Notes(work).locked(input.id) },
            change: { input, work in Answer(try Notes(work).remove(input.id)) }),
        .get(
            .init(
                "\(path)/{id}/history", "What a note was before, the latest first.", scope: .notesRead,
                refusals: [unknown]),
            History.self
        ) { input, work in
            Answer(try Notes(work).history(input.id, input.times, input.listing))
        },
    ]

    private static let path = "/api/customers/notes"
    private static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, NoteError.unknownNote.code)

    struct List: RequestInput {
        let filter: NoteFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = NoteFilter(
                customerID: query.optional("customerId", .id, "Notes about this customer."),
                noteType: query.optional("noteType", .closedSet), priority: query.optional("priority", .closedSet),
                isPinned: query.optional("isPinned", .bool), times: ListTimes(query))
            listing = Listing(
                query, keys: NoteStore.sortKeys, standard: SortOrder(NoteStore.sortKeys[0], descending: true))
        }
    }

    struct Due: RequestInput {
        let filter: NoteFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = NoteFilter(
                customerID: query.optional("customerId", .id, "Reminders about this customer."),
                priority: query.optional("priority", .closedSet),
                dueBefore: query.optional("dueBefore", .moment, "Due before this day or time. Default: due by now."),
                times: ListTimes(query))
            listing = Listing(
                query, keys: NoteStore.dueKeys, standard: SortOrder(NoteStore.dueKeys[0], descending: false))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }

    struct History: RequestInput {
        let id: String
        let times: ListTimes
        let listing: Listing

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            times = ListTimes(request.query)
            listing = Listing(
                request.query, keys: NoteStore.versionKeys,
                standard: SortOrder(NoteStore.versionKeys[0], descending: true))
        }
    }

    struct Create: RequestInput {
        let customerID: CustomerID
        let note: NoteText

        init(_ request: RequestReader) {
            let body = request.body
            customerID = body.required(CustomerFields.customerID)
            var note = NoteText(
                title: body.optional(NoteFields.title), content: body.required(NoteFields.content),
                noteType: body.optional(NoteFields.noteType, default: .internal),
                priority: body.optional(NoteFields.priority, default: .normal))
            note.isPinned = body.optional(NoteFields.isPinned, default: false)
            note.remindAt = body.optional(NoteFields.remindAt)
            note.completedAt = body.optional(NoteFields.completedAt)
            note.author = body.optional(NoteFields.author)
            self.note = note
        }
    }

    struct Update: RequestInput {
        let id: String
        let changes: NoteChanges

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            let body = request.body
            changes = NoteChanges(
                title: body.patch(NoteFields.title), content: body.given(NoteFields.content),
                noteType: body.given(NoteFields.noteType), priority: body.given(NoteFields.priority),
                isPinned: body.given(NoteFields.isPinned), remindAt: body.patch(NoteFields.remindAt),
                completedAt: body.patch(NoteFields.completedAt), author: body.patch(NoteFields.author))
        }
    }
}

/// The fields of a note, with what each may hold.
enum NoteFields {
    static let title = InputField("title", Codec<String>.text(max: NoteLimits.title))
    static let content = InputField("content", Codec<String>.paragraphs(max: NoteLimits.content))
    static let noteType = InputField("noteType", Codec<NoteType>.closedSet, "Default: `internal`.")
    static let priority = InputField("priority", Codec<NotePriority>.closedSet, "Default: `normal`.")
    static let isPinned = InputField("isPinned", Codec<Bool>.bool)
    static let remindAt = InputField(
        "remindAt", Codec<Instant>.instant,
        "When to be reminded; the note is on the list of what is due until it is done.")
    static let completedAt = InputField("completedAt", Codec<Instant>.instant, "When what it asks for was done.")
    static let author = InputField("author", Codec<String>.text(max: NoteLimits.title))
}
