package import CRMCore

/// Everything that happened to one customer, in one stream: the parts of the features merged, newest first.
///
/// Entries at the same time stand in the order of their kinds' names, then the latest made first. A page reads at most
/// one entry more than it shows from each part.
package struct Timeline {
    private let work: Work
    private let parts: [TimelinePart]

    package init(_ work: Work, parts: [TimelinePart]) {
        self.work = work
        self.parts = parts
    }

    /// The page that is asked for. Throws ``UnknownCustomer``, and ``AccessError/missingScope(_:)`` for a kind that was
    /// asked for by name and may not be seen.
    package func page(of customerID: CustomerID, _ walk: TimelineWalk) throws -> TimelinePage {
        let wanted = try parts(walk.kinds)
        let start = try place(walk.cursor)
        let customer = try CustomerDirectory(work).key(of: customerID)
        var found: [TimelineItem] = []
        for part in wanted {
            let place = start?.place(in: part.kind) ?? TimelinePlace(at: Instant(milliseconds: .max), key: .max)
            // One entry more than wanted tells whether the walk goes on.
            found += try part.entries(customer, place, walk.limit + 1, work).map {
                TimelineItem(kind: part.kind, entry: $0)
            }
        }
        found.sort { $0.precedes($1) }
        let shown = Array(found.prefix(walk.limit))
        let next = found.count > shown.count ? shown.last.map(TimelineCursor.init) : nil
        return TimelinePage(data: shown, limit: walk.limit, kinds: wanted.map(\.kind).sorted(by: byBytes), next: next)
    }

    private func parts(_ kinds: Set<String>?) throws -> [TimelinePart] {
        guard let kinds else { return parts.filter { work.scopes.contains($0.scope) } }
        let wanted = parts.filter { kinds.contains($0.kind) }
        guard kinds.isSubset(of: wanted.map(\.kind)) else {
            let words = parts.map(\.kind).sorted(by: byBytes).joined(separator: ", ")
            throw refusal("/kind", "field.unknown_value", "must be one or several of \(words)")
        }
        if let hidden = wanted.first(where: { !work.scopes.contains($0.scope) }) {
            throw AccessError.missingScope(hidden.scope)
        }
        return wanted
    }

    private func place(_ token: CursorToken?) throws -> TimelineCursor? {
        guard case .after(let cursor)? = token else { return nil }
        guard parts.contains(where: { $0.kind == cursor.sort }), let place = TimelineCursor(cursor) else {
            throw refusal("/cursor", "field.cursor", "is not of a timeline")
        }
        return place
    }

    private func refusal(_ pointer: String, _ code: String, _ detail: String) -> InvalidRequest {
        InvalidRequest([FieldError(pointer: pointer, code: code, detail: detail)])
    }
}

/// What is asked of a timeline.
package struct TimelineWalk: Sendable {
    /// Nil: all that the caller may see.
    let kinds: Set<String>?
    let cursor: CursorToken?
    let limit: Int

    /// Characters of the kinds that are asked for.
    static let maximumKindsLength = 500
}

/// By bytes: one order on every machine.
private func byBytes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

/// The last entry that a walk has seen.
struct TimelineCursor: Sendable, Hashable {
    private let kind: String
    private let place: TimelinePlace

    init(_ item: TimelineItem) {
        kind = item.kind
        place = item.entry.place
    }

    /// Nil when it is of another list.
    init?(_ cursor: Cursor) {
        guard case .number(let text) = cursor.value, let time = Int64(text) else { return nil }
        kind = cursor.sort
        place = TimelinePlace(at: Instant(milliseconds: time), key: cursor.key)
    }

    /// Below which place the entries of a kind are not seen yet.
    func place(in other: String) -> TimelinePlace {
        if other == kind { return place }
        return TimelinePlace(at: place.at, key: byBytes(kind, other) ? .max : .min)
    }

    var token: String { Cursor(sort: kind, value: .number(String(place.at.milliseconds)), key: place.key).token }
}

/// One entry of a timeline, as an answer.
struct TimelineItem: JSONObjectEncodable {
    let kind: String
    let entry: TimelineEntry

    /// Whether it stands before the other.
    func precedes(_ other: TimelineItem) -> Bool {
        if entry.place.at != other.entry.place.at { return entry.place.at > other.entry.place.at }
        if kind != other.kind { return byBytes(kind, other.kind) }
        return entry.place.key > other.entry.place.key
    }

    static let typeName = "TimelineEntry"

    static let fields: [OutputField<TimelineItem>] = [
        OutputField("kind") { $0.kind },
        OutputField("id", "The id of the thing itself, under which its own endpoint knows it.") { $0.entry.id },
        OutputField("at") { $0.entry.place.at },
        OutputField("title", "What happened, in a few words.") { $0.entry.title },
        OutputField("details", "The facts of its kind.") {
            RawJSONObject(canonical: JSON.object($0.entry.details).text)
        },
    ]
}

/// A page of a timeline.
package struct TimelinePage: JSONObjectEncodable {
    let data: [TimelineItem]
    let limit: Int
    let kinds: [String]
    let next: TimelineCursor?

    package static let typeName = "TimelinePage"

    package static let fields: [OutputField<TimelinePage>] = [
        OutputField("data") { $0.data },
        OutputField("limit") { $0.limit },
        OutputField("kinds", "The kinds that were looked for: those asked for, or all that the key may see.") {
            $0.kinds
        },
        .omittable("nextCursor", "Where the walk goes on; missing at its end.") { $0.next?.token },
    ]
}
