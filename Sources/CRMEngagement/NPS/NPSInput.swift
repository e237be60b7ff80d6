import CRMCore
import CRMPlatform

/// An answer as a caller tells it.
struct NPSInput: ObjectInput, RequestInput {
    static let typeName: String? = "NPSInput"

    let told: ToldEvent<NPSFacts>

    init(_ fields: ObjectReader) {
        let customerID = fields.required("customerId", Codec<CustomerID>.id)
        let event = fields.optional("eventId", Codec<EventID>.id, ToldEventFields.event)
        let answeredAt = fields.optional("answeredAt", .instant, "Not ahead of now. Default: now.")
        let facts = NPSFacts(
            score: fields.required("score", .integer(NPSLimits.score), "Would you recommend us? 10: surely."),
            comment: fields.optional("comment", .paragraphs(max: NPSLimits.comment)),
            source: fields.optional("source", .text(max: NPSLimits.word), "Where it was asked: `email`, `web`."))
        told = ToldEvent(customerID: customerID, event: event, at: answeredAt, facts: facts)
    }

    init(_ request: RequestReader) {
        self.init(request.body)
    }
}
