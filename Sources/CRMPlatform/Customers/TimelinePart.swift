package import CRMCore

/// What a feature adds to the stream of everything that happened to one customer.
package struct TimelinePart: Sendable {
    /// What its entries are called: `order`, `note`.
    package let kind: String
    /// What callers must be allowed to see these entries.
    package let scope: Scope
    /// The customer's entries below `place`, newest first, at most `limit`; the store does it by one index range.
    package let entries: Reader

    package typealias Reader =
        @Sendable (_ customer: CustomerKey, _ place: TimelinePlace, _ limit: Int, Work) throws -> [TimelineEntry]

    package init(_ kind: String, scope: Scope, _ entries: @escaping Reader) {
        self.kind = kind
        self.scope = scope
        self.entries = entries
    }
}

/// A place in one part of a timeline: its rows are ordered by time, and by their key within one time.
package struct TimelinePlace: Sendable, Hashable, Comparable {
    package let at: Instant
    package let key: Int64

    package init(at: Instant, key: Int64) {
        self.at = at
        self.key = key
    }

    package static func < (left: TimelinePlace, right: TimelinePlace) -> Bool {
        (left.at, left.key) < (right.at, right.key)
    }
}

/// One thing that happened to a customer.
package struct TimelineEntry: Sendable {
    package let place: TimelinePlace
    /// The id of the thing itself, under which its own endpoint knows it.
    package let id: String
    /// What happened, in a few words.
    package let title: String
    /// The facts of its kind, as members of an object.
    package let details: [JSON.Member]

    package init(place: TimelinePlace, id: String, title: String, details: [JSON.Member] = []) {
        self.place = place
        self.id = id
        self.title = title
        self.details = details
    }
}
