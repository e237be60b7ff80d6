package import CRMCore
package import CRMPlatform
package import CRMScience

/// What a customer answered to "would you recommend us": it never changes, and the next answer takes its place.
package struct NPSAnswer: Sendable {
    package let key: Int64
    package let customer: CustomerKey
    package let id: String
    package let customerID: CustomerID
    package let event: EventID
    package let answeredAt: Instant
    package let facts: NPSFacts
    package let createdAt: Instant
}

/// What is told of an answer beyond who and when.
package struct NPSFacts: Sendable, Hashable {
    /// 0…10.
    package var score: Int
    package var comment: String?
    package var source: String?

    package init(score: Int, comment: String? = nil, source: String? = nil) {
        self.score = score
        self.comment = comment
        self.source = source
    }

    package var group: NetPromoterGroup { NetPromoterGroup(answer: score) }
}

extension NetPromoterGroup: ClosedSet {}

extension NPSAnswer: JSONObjectEncodable {
    package static let typeName = "NPSAnswer"

    package static let fields: [OutputField<NPSAnswer>] = [
        OutputField("id") { $0.id },
        OutputField("eventId", "The sender's own id of the answer; the `id` where none was told.") { $0.event },
        OutputField("customerId") { $0.customerID },
        OutputField("score", "0 to 10.") { $0.facts.score },
        OutputField("group", "Promoters answer 9 or 10, passives 7 or 8, detractors less.") { $0.facts.group },
        OutputField("comment") { $0.facts.comment },
        OutputField("source", "Where it was asked: `email`, `web`.") { $0.facts.source },
        OutputField("answeredAt") { $0.answeredAt },
        OutputField("createdAt", "When it was recorded here.") { $0.createdAt },
    ]
}

/// Bounds on answers.
enum NPSLimits {
    static let score = 0...10
    /// Characters of a comment.
    static let comment = 10_000
    /// Characters of a source.
    static let word = 64
    /// Days of a period.
    static let days = 1...36_500
    /// 0001-01-01, the first that there is.
    static let firstDay = DayCalendar.utc.day(of: Instant.range.lowerBound)
    /// Days of a period when none is told.
    static let standardDays = 365
}

/// Why a verb of NPS refuses.
package enum NPSError: DomainError {
    case unknownAnswer
    case eventIDUsed(EventID)

    package var kind: DomainErrorKind {
        switch self {
        case .unknownAnswer: .notFound
        case .eventIDUsed: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownAnswer: "nps.unknown"
        case .eventIDUsed: "nps.event_id_used"
        }
    }

    package var detail: String {
        switch self {
        case .unknownAnswer: "There is no such answer"
        case .eventIDUsed(let event): "Another answer was told as \(event.value)"
        }
    }
}
