import CRMCore
import CRMDatabase
import CRMPlatform

/// Where a bulk action stands.
enum BulkState: String, Sendable, ClosedSet, SQLBindable, SQLDecodable {
    case queued, running, succeeded, failed, cancelled
    /// A job takes it back.
    case undoing
    case undone

    /// A job waits for it or works on it.
    var isLive: Bool { [.queued, .running, .undoing].contains(self) }
}

/// One bulk action that was asked for, as its account sees it.
struct BulkRun: Sendable {
    let key: Int64
    let id: String
    let action: String
    /// What it was told, as an object of one member or none.
    let parameters: RawJSONObject
    let target: String?
    /// The filter that chose the customers; nil when they were named.
    let filter: RawJSONObject?
    let state: BulkState
    let jobID: String?
    let actor: String?
    let counts: BulkCounts
    let unknownIDs: [String]
    /// The customer up to whom its present walk has come.
    let place: CustomerKey
    let undo: BulkUndo?
    let failure: JobFailure?
    let createdAt: Instant
    let updatedAt: Instant
    let startedAt: Instant?
    let finishedAt: Instant?

    func argument() throws -> BulkArgument {
        guard case .object(let members) = try JSONParser.parse(parameters.text, limits: .stored) else {
            throw DatabaseError.corrupt("the parameters of a bulk action are no object")
        }
        return BulkArgument(told: members.first?.value ?? .null, target: target)
    }
}

/// How many customers a bulk action was for, and what became of them.
struct BulkCounts: Sendable, Hashable {
    var matched = 0
    /// Ids that no customer had.
    var unknown = 0
    var done = 0
    var changed = 0
    /// Customers who were gone when their turn came.
    var failed = 0
}

/// How far an undo is.
struct BulkUndo: Sendable {
    /// Customers whom the action had changed.
    let total: Int
    let done: Int
    let restored: Int
    /// Those who were changed again since, or are gone.
    let kept: Int
}

extension BulkRun: JSONObjectEncodable {
    static let typeName = "BulkAction"

    static let fields: [OutputField<BulkRun>] = [
        OutputField("id") { $0.id },
        OutputField("action") { $0.action },
        OutputField("parameters", "What the action was told: `{\"tag\":\"VIP\"}`.") { $0.parameters },
        OutputField("filter", "What chose the customers; null when they were named.") { $0.filter },
        OutputField("state") { $0.state },
        OutputField("matched", "Customers chosen when it was asked for.") { $0.counts.matched },
        OutputField("unknown", "Ids that no customer had.") { $0.counts.unknown },
        OutputField("unknownIds", "The first \(BulkLimits.unknownIDs) of them.") { $0.unknownIDs },
        OutputField("done", "Customers whose turn has come.") { $0.counts.done },
        OutputField("changed") { $0.counts.changed },
        OutputField("unchanged", "With them it was so before.") { $0.counts.done - $0.counts.changed },
        OutputField("failed", "Customers who were gone when their turn came.") { $0.counts.failed },
        OutputField("undo", "How far it was taken back; null as long as nobody asked for it.") { $0.undo },
        OutputField("error", "Why it failed, or was tried again.") { $0.failure },
        OutputField("requestedBy", "Id of the API key.") { $0.actor },
        OutputField("jobId", "The job that works on it.") { $0.jobID },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt") { $0.updatedAt },
        OutputField("startedAt") { $0.startedAt },
        OutputField("finishedAt") { $0.finishedAt },
    ]
}

extension BulkUndo: JSONObjectEncodable {
    static let typeName = "BulkUndo"

    static let fields: [OutputField<BulkUndo>] = [
        OutputField("total", "Customers whom the action had changed.") { $0.total },
        OutputField("done", "Those whose turn has come.") { $0.done },
        OutputField("restored", "Customers with whom it is as it was before.") { $0.restored },
        OutputField("kept", "Customers who were changed again since and stay as they are, or are gone.") { $0.kept },
    ]
}

/// How many customers a bulk action would be for.
struct BulkPreview: JSONObjectEncodable {
    let action: String
    let matched: Int
    let unknown: [CustomerID]

    static let typeName = "BulkPreview"

    static let fields: [OutputField<BulkPreview>] = [
        OutputField("action") { $0.action },
        OutputField("dryRun", "Nothing was kept.") { _ in true },
        OutputField("matched", "Customers whom the action would be for.") { $0.matched },
        OutputField("unknown", "Ids that no customer has.") { $0.unknown.count },
        OutputField("unknownIds", "The first \(BulkLimits.unknownIDs) of them.") {
            $0.unknown.prefix(BulkLimits.unknownIDs).map(\.value)
        },
    ]
}

/// What `POST profiles/bulk` answers.
enum BulkAnswer: JSONEncodable {
    case run(BulkRun)
    case preview(BulkPreview)

    static var schema: Schema { .either([BulkRun.schema, BulkPreview.schema]) }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .run(let run): run.write(to: &writer)
        case .preview(let preview): preview.write(to: &writer)
        }
    }
}
