package import CRMCore
import CRMDatabase
package import CRMPlatform

/// Something a customer did, as it was told: it never changes, and a wrong one is removed.
package struct CustomerInteraction: Sendable {
    package let key: Int64
    package let customer: CustomerKey
    package let id: String
    package let customerID: CustomerID
    package let event: EventID
    package let occurredAt: Instant
    package let facts: InteractionFacts
    package let createdAt: Instant
}

/// What is told of an interaction beyond who and when.
package struct InteractionFacts: Sendable, Hashable {
    package var interactionType: InteractionType
    package var name: String?
    package var source: String?
    package var sku: String?
    /// Stars, 1…5.
    package var rating: Int?
    /// An amount in the account's currency, or whatever the event counts.
    package var value: DecimalNumber?
    package var text: String?
    package var properties = RawJSONObject(canonical: "{}")

    package init(_ interactionType: InteractionType) {
        self.interactionType = interactionType
    }
}

package enum InteractionType: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case visit, purchase, review, feedback, support
    case productReturn = "return"
    case custom
}

extension CustomerInteraction: JSONObjectEncodable {
    package static let typeName = "CustomerInteraction"

    package static let fields: [OutputField<CustomerInteraction>] = [
        OutputField("id") { $0.id },
        OutputField("eventId", "The sender's own id of the event; the `id` where none was told.") { $0.event },
        OutputField("customerId") { $0.customerID },
        OutputField("interactionType") { $0.facts.interactionType },
        OutputField("name") { $0.facts.name },
        OutputField("occurredAt") { $0.occurredAt },
        OutputField("source", "Where it happened: `web`, `pos`.") { $0.facts.source },
        OutputField("sku", "The product that it is about.") { $0.facts.sku },
        OutputField("rating", "Stars, 1 to 5.") { $0.facts.rating },
        OutputField("value") { $0.facts.value },
        OutputField("text") { $0.facts.text },
        OutputField("properties") { $0.facts.properties },
        OutputField("createdAt", "When it was recorded here.") { $0.createdAt },
    ]
}

/// Bounds on interactions.
enum InteractionLimits {
    /// Characters of a name or a stock-keeping unit.
    static let name = 200
    /// Characters of a source.
    static let word = 64
    /// Characters of a text.
    static let text = 10_000
    static let rating = 1...5
    /// Either way from zero.
    static let value: Int64 = 1_000_000_000
    static let valueDecimals = 3
}

/// Why a verb of interactions refuses.
package enum InteractionError: DomainError {
    case unknownInteraction
    case eventIDUsed(EventID)

    package var kind: DomainErrorKind {
        switch self {
        case .unknownInteraction: .notFound
        case .eventIDUsed: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownInteraction: "interaction.unknown"
        case .eventIDUsed: "interaction.event_id_used"
        }
    }

    package var detail: String {
        switch self {
        case .unknownInteraction: "There is no such interaction"
        case .eventIDUsed(let event): "Another event was told as \(event.value)"
        }
    }
}
