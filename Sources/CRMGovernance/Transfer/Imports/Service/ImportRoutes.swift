import CRMCore
import CRMPlatform

/// ```
/// GET    /api/imports               the account's imports
/// POST   /api/imports               a new one, which waits for its file
/// GET    /api/imports/{id}          one
/// PUT    /api/imports/{id}          reads the file otherwise
/// DELETE /api/imports/{id}          forgets one; what it took in stays
/// GET    /api/imports/{id}/file     what the beginning of its file shows
/// PUT    /api/imports/{id}/file     takes its file
/// GET    /api/imports/{id}/errors   what is wrong with the file, as CSV
/// POST   /api/imports/{id}/start    takes the file in, as a job
/// POST   /api/imports/{id}/cancel   ends that behind the present batch
/// POST   /api/imports/{id}/undo     takes back what it did, as a job
/// ```
struct ImportRoutes {
    let importers: [Importer]

    var endpoints: [Endpoint] { [list, create, one, change, delete, file, upload, errors, start, cancel, undo] }

    private static let path = "/api/imports"
    private static let rule = FileRule(
        types: ["text/csv", "application/octet-stream"], bytes: ImportLimits.fileBytes,
        seconds: ImportLimits.uploadSeconds)
    private static let fileFaults: [(kind: DomainErrorKind, code: String)] = [
        (.invalid, "csv.empty"), (.invalid, "csv.not_text"), (.invalid, "csv.header"),
        (.invalid, "csv.invalid_encoding"), (.invalid, "csv.endless_quote"),
    ]

    private static func head(
        _ part: String, _ summary: String, _ scope: Scope, _ codes: [String] = [],
        faults: [(kind: DomainErrorKind, code: String)] = []
    ) -> Endpoint.Head {
        .init(
            "\(path)/{id}\(part)", summary, scope: scope,
            refusals: [ImportServiceError.unknown] + codes.map(ImportServiceError.refusal) + faults)
    }

    private var list: Endpoint {
        .get(.init(ImportRoutes.path, "Lists imports.", scope: .importsRead), List.self) { [importers] input, work in
            Answer(try Imports(work, importers).list(input.filter, input.listing))
        }
    }

    private var create: Endpoint {
        .write(
            .post,
            .init(
                ImportRoutes.path, "Begins an import, which waits for its file.", scope: .importsWrite,
                refusals: [ImportServiceError.refusal("import.too_many")]),
            Create.self, statuses: [201], tag: .whole
        ) { [importers] input, work in
            Answer(status: 201, try Imports(work, importers).create(input.kind, input.settings))
        }
    }

    private var one: Endpoint {
        .get(ImportRoutes.head("", "One import.", .importsRead), One.self, tag: .whole) { [importers] input, work in
            Answer(try Imports(work, importers).find(input.id))
        }
    }

    private var change: Endpoint {
        .write(
            .put,
            ImportRoutes.head(
                "", "Replaces all settings of an import that was not started.", .importsWrite, ["import.not_editable"]),
            Change.self, tag: .whole,
            current: { [importers] input, work in try Imports(work, importers).locked(input.id) },
            change: { [importers] input, work in
                Answer(try Imports(work, importers).change(input.id, input.settings))
            })
    }

    private var delete: Endpoint {
        .write(
            .delete,
            ImportRoutes.head(
                "", "Forgets an import that is not under way, with its file; what it took in stays.", .importsWrite,
                ["import.live"]), One.self, tag: .whole,
            current: { [importers] input, work in try Imports(work, importers).locked(input.id) },
            change: { [importers] input, work in Answer(try Imports(work, importers).delete(input.id)) })
    }

    private var file: Endpoint {
        .get(
            ImportRoutes.head(
                "/file", "What the beginning of the file shows.", .importsRead, ["import.no_file"],
                faults: ImportRoutes.fileFaults), One.self
        ) { [importers] input, work in
            Answer(try Imports(work, importers).file(input.id))
        }
    }

    private var upload: Endpoint {
        .upload(
            ImportRoutes.head(
                "/file", "Takes the file, in place of one that is there.", .importsWrite, ["import.not_editable"],
                faults: ImportRoutes.fileFaults), One.self, ImportRoutes.rule
        ) { [importers] input, upload in
            Answer(try await ImportUpload(upload, importers).take(input.id))
        }
    }

    private var errors: Endpoint {
        .text(
            ImportRoutes.head("/errors", "What is wrong with the file, as CSV.", .importsRead), One.self,
            contentType: "text/csv"
        ) { [importers] input, work in
            Payload(
                status: 200, contentType: "text/csv; charset=utf-8",
                bytes: try Imports(work, importers).errors(input.id),
                headers: [("Content-Disposition", "attachment; filename=\"errors.csv\"")])
        }
    }

    private var start: Endpoint {
        let codes = ["import.not_editable", "import.no_file", "import.missing_columns"]
        return .write(
            .post,
            ImportRoutes.head(
                "/start", "Takes the file in, as a job.", .importsWrite, codes,
                faults: ImportRoutes.fileFaults + [(.invalid, "csv.duplicate_column")]), One.self
        ) { [importers] input, work in
            Answer(try Imports(work, importers).start(input.id))
        }
    }

    private var cancel: Endpoint {
        .write(
            .post,
            ImportRoutes.head(
                "/cancel", "Ends what is under way: at once while it waits, behind the present batch while it runs.",
                .importsWrite, ["import.not_running", "job.finished"]), One.self
        ) { [importers] input, work in
            Answer(try Imports(work, importers).cancel(input.id))
        }
    }

    private var undo: Endpoint {
        let codes = ["import.live", "import.not_started", "import.already_undone", "import.not_undoable"]
        return .write(
            .post, ImportRoutes.head("/undo", "Takes back what the import did, as a job.", .importsWrite, codes),
            One.self
        ) { [importers] input, work in
            Answer(try Imports(work, importers).undo(input.id))
        }
    }
}

extension ImportRoutes {
    struct List: RequestInput {
        let filter: ImportFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = ImportFilter(query, kind: "What is imported.")
            listing = Listing(
                query, keys: ImportStore.sortKeys, standard: SortOrder(ImportStore.sortKeys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }

    struct Create: RequestInput {
        let kind: String
        let settings: ImportSettings

        init(_ request: RequestReader) {
            kind = request.body.required("kind", .text(max: ImportLimits.word), "What is imported, such as orders.")
            settings = ImportSettings(request.body)
        }
    }

    struct Change: RequestInput {
        let id: String
        let settings: ImportSettings

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            settings = ImportSettings(request.body)
        }
    }
}
