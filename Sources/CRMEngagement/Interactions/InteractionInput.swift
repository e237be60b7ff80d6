import CRMCore
import CRMPlatform

/// An interaction as a caller tells it.
struct InteractionInput: ObjectInput, RequestInput {
    static let typeName: String? = "InteractionInput"

    let told: ToldEvent<InteractionFacts>

    init(_ fields: ObjectReader) {
        let customerID = fields.required("customerId", Codec<CustomerID>.id)
        let event = fields.optional("eventId", Codec<EventID>.id, ToldEventFields.event)
        let occurredAt = fields.optional("occurredAt", .instant, "Not ahead of now. Default: now.")
        var facts = InteractionFacts(fields.required("interactionType", .closedSet))
        facts.name = fields.optional("name", .text(max: InteractionLimits.name), "A `custom` event needs one.")
        facts.source = fields.optional(
            "source", .text(max: InteractionLimits.word), "Where it happened: `web`, `pos`.")
        facts.sku = fields.optional("sku", .text(max: InteractionLimits.name), "The product that it is about.")
        facts.rating = fields.optional("rating", .integer(InteractionLimits.rating), "Stars.")
        facts.value = fields.optional(
            "value",
            .decimal(
                -InteractionLimits.value...InteractionLimits.value, decimals: InteractionLimits.valueDecimals),
            "An amount in the account's currency, or whatever the event counts.")
        facts.text = fields.optional("text", .paragraphs(max: InteractionLimits.text))
        let properties = fields.optional("properties", Codec<TypedMembers>.typedMembers) ?? .none
        // A null says nothing.
        facts.properties = RawJSONObject(canonical: TypedMembers.none.merged(with: properties).canonicalText)
        told = ToldEvent(customerID: customerID, event: event, at: occurredAt, facts: facts)
        if facts.interactionType == .custom, facts.name == nil {
            fields.fail("name", "field.required", "is required for a custom event")
        }
    }

    init(_ request: RequestReader) {
        self.init(request.body)
    }
}
