package import CRMCore
import CRMDatabase
package import CRMPlatform

/// What somebody of the shop wrote down about a customer.
package struct CustomerNote: Sendable {
    package let key: Int64
    package let customer: CustomerKey
    package let id: String
    package let customerID: CustomerID
    package let text: NoteText
    /// How often it was changed, and one.
    package let version: Int
    package let createdAt: Instant
    package let updatedAt: Instant
}

/// What can be edited of a note.
package struct NoteText: Sendable, Hashable {
    package var title: String?
    package var content: String
    package var noteType = NoteType.internal
    package var priority = NotePriority.normal
    package var isPinned = false
    /// When somebody wants to be reminded of it.
    package var remindAt: Instant?
    /// When what it asks for was done; it reminds nobody any more.
    package var completedAt: Instant?
    package var author: String?

    package init(
        title: String? = nil, content: String, noteType: NoteType = .internal, priority: NotePriority = .normal
    ) {
        self.title = title
        self.content = content
        self.noteType = noteType
        self.priority = priority
    }
}

package enum NoteType: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case `internal`
    case followUp = "follow_up"
    case reminder, complaint, compliment
}

package enum NotePriority: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case low, normal, high, urgent
}

extension CustomerNote: JSONObjectEncodable {
    package static let typeName = "CustomerNote"

    package static let fields: [OutputField<CustomerNote>] = [
        OutputField("id") { $0.id },
        OutputField("customerId") { $0.customerID },
        OutputField("title") { $0.text.title },
        OutputField("content") { $0.text.content },
        OutputField("noteType") { $0.text.noteType },
        OutputField("priority") { $0.text.priority },
        OutputField("isPinned") { $0.text.isPinned },
        OutputField("remindAt") { $0.text.remindAt },
        OutputField("completedAt", "It reminds nobody any more.") { $0.text.completedAt },
        OutputField("author") { $0.text.author },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt") { $0.updatedAt },
    ]
}

/// A note as it was before it was changed.
package struct NoteVersion: Sendable {
    package let noteID: String
    package let version: Int
    package let text: NoteText
    /// When it was written.
    package let createdAt: Instant
    /// When the next version took its place.
    package let replacedAt: Instant
}

extension NoteVersion: JSONObjectEncodable {
    package static let typeName = "CustomerNoteVersion"

    package static let fields: [OutputField<NoteVersion>] = [
        OutputField("id", "The note's.") { $0.noteID },
        OutputField("version", "Counted from 1.") { $0.version },
        OutputField("title") { $0.text.title },
        OutputField("content") { $0.text.content },
        OutputField("noteType") { $0.text.noteType },
        OutputField("priority") { $0.text.priority },
        OutputField("isPinned") { $0.text.isPinned },
        OutputField("remindAt") { $0.text.remindAt },
        OutputField("completedAt") { $0.text.completedAt },
        OutputField("author") { $0.text.author },
        OutputField("createdAt", "When this version was written.") { $0.createdAt },
        OutputField("replacedAt", "When the next version took its place.") { $0.replacedAt },
    ]
}

/// The fields that an update of a note changes.
struct NoteChanges: Sendable {
    var title = Patch<String>.keep
    var content: String?
    var noteType: NoteType?
    var priority: NotePriority?
    var isPinned: Bool?
    var remindAt = Patch<Instant>.keep
    var completedAt = Patch<Instant>.keep
    var author = Patch<String>.keep

    func applied(to text: NoteText) -> NoteText {
        var text = text
        text.title = title.applied(to: text.title)
        text.content = content ?? text.content
        text.noteType = noteType ?? text.noteType
        text.priority = priority ?? text.priority
        text.isPinned = isPinned ?? text.isPinned
        text.remindAt = remindAt.applied(to: text.remindAt)
        text.completedAt = completedAt.applied(to: text.completedAt)
        text.author = author.applied(to: text.author)
        return text
    }
}

/// Bounds on notes.
enum NoteLimits {
    /// Characters of a title or an author.
    static let title = 200
    /// Characters of a content.
    static let content = 20_000
    /// Versions of a note, the present one included.
    static let versions = 1_000
}

/// Why a verb of notes refuses.
package enum NoteError: DomainError {
    case unknownNote
    case tooManyVersions

    package var kind: DomainErrorKind {
        switch self {
        case .unknownNote: .notFound
        case .tooManyVersions: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownNote: "note.unknown"
        case .tooManyVersions: "note.too_many_versions"
        }
    }

    package var detail: String {
        switch self {
        case .unknownNote: "There is no such note"
        case .tooManyVersions: "A note has at most \(NoteLimits.versions) versions: write another one"
        }
    }
}
