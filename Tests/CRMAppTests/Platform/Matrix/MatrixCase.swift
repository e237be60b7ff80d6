import CRMCore
import HTTPTypes

/// What the authorization matrix knows of an area beyond the OpenAPI document: the things that have ids, and examples of
/// calls where the document alone does not give a good one.
struct MatrixCase: Sendable {
    var things: [Thing] = []
    var examples: [Example] = []
    /// Fills what no thing and no example fills; first of all, while nothing else is there.
    var fill: @Sendable (_ shop: TestShop) async throws -> Void = { _ in }

    /// A kind of thing that has an id.
    struct Thing: Sendable {
        /// Paths that end with its id: `/api/customers/tags/{id}`.
        var paths: [String] = []
        /// Names of fields and parameters that hold ids of it, one or many; after an operation (`POST /x into`) only there.
        var fields: [String] = []
        /// Makes one in the shop's account, whole enough that every list under it has two entries; gives its id. The
        /// number is its own.
        let make: @Sendable (_ shop: TestShop, _ number: Int) async throws -> String
    }

    /// A good call of an operation. What is required is filled in by the document; `ID` in a field of ids stands for a
    /// thing that is made for the call, `#` in other texts for a number of its own.
    struct Example: Sendable {
        /// `POST /api/customers/tags`.
        let operation: String
        /// Further parameters of the query, as in an address.
        var query = ""
        /// JSON text; its fields come before those of the document.
        var body = "{}"
        /// In place of JSON, with its media type: a file.
        var file: (type: String, text: String)?
        /// True when `body` is sent as the one line of an NDJSON body.
        var isLine = false
        /// Fields of ids that the caller chooses: another account's is as good as any.
        var chosen: Set<String> = []
        /// Fields of ids of which the unknown ones are told or passed over, and the call goes on.
        var skipped: Set<String> = []
        /// True when a foreign id and an unknown one need not get the same answer, since the call makes something.
        var makesAnew = false
        /// Brings the things of the call into the state that it needs, and may choose other ids.
        var prepare: @Sendable (_ shop: TestShop, _ ids: inout [String: String]) async throws -> Void = { _, _ in }
    }

    /// What the areas tell. Features add theirs in `MatrixCase+X.swift`.
    static let areas: [MatrixCase] = [
        customers,
        contacts,
        commerce,
        products,
        loyalty,
        communications,
        events,
        bulk,
        insight,
        segments,
        tags,
        platform,
        governance,
    ]

    /// Tables in which an account need not have rows, with the reason.
    static let emptyTables = [
        "job_checks": "what the system's own jobs found", "job_slots": "times of the schedule",
        "import_runs": "checkpoints of the command line", "rfm_runs": "the day of the last run",
        "analytics_runs": "the day of the last run", "rfm_marks": "customers whose score waits for a run",
        "customer_search_pending": "customers from before there was a search",
    ]
}
