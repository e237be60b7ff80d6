/// Lists of this area.
extension ListCase {
    private static let communications = TestShop.communications
    private static let events = TestShop.communications + "/{id}/events"

    static let communicationCases: [ListCase] =
        communicationSorts.flatMap { $0 } + communicationFilters + eventFilters + timelineCases

    static let timeline = "/api/customers/timeline"

    private static let timelineCases: [ListCase] = [
        ListCase(timeline, "customerId=c17", nil), ListCase(timeline, "customerId=c17&kind=order,note", nil),
    ]

    private static let communicationSorts: [[ListCase]] = [
        both(communications, "createdAt", "customer_communications_by_creation"),
        both(communications, "updatedAt", "customer_communications_by_change"),
        both(communications, "sentAt", "customer_communications_by_sending"),
        both(events, "occurredAt", "customer_communication_events_by_time", id: "m7"),
        both(events, "createdAt", "customer_communication_events_by_recording", id: "m7"),
    ]

    private static let communicationFilters: [ListCase] = [
        ListCase(communications, "customerId=c17", nil),
        ListCase(communications, "communicationType=chat", "customer_communications_by_type"),
        ListCase(communications, "channel=letter", "customer_communications_by_channel"),
        ListCase(communications, "direction=inbound", "customer_communications_by_direction"),
        ListCase(communications, "status=bounced", "customer_communications_by_status"),
        ListCase(communications, "campaignId=spring", "customer_communications_by_campaign"),
        ListCase(communications, "providerMessageId=p17", nil),
        ListCase(
            communications, "sentAfter=2023-11-15T20:00:00Z&sort=sentAt", "customer_communications_by_sending"),
        ListCase(
            communications, "sentBefore=2023-11-15T20:00:00Z&sort=-sentAt", "customer_communications_by_sending"),
        ListCase(communications, "createdAfter=2023-11-14T22:14:00Z", "customer_communications_by_creation"),
        ListCase(communications, "createdBefore=2023-11-14T22:14:00Z", "customer_communications_by_creation"),
        ListCase(
            communications, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "customer_communications_by_change"),
    ]

    private static let eventFilters: [ListCase] = [
        ListCase(
            events, "createdAfter=2023-11-14T22:14:00Z&sort=createdAt", "customer_communication_events_by_recording",
            id: "m7"),
        ListCase(
            events, "createdBefore=2023-11-14T22:14:00Z&sort=createdAt", "customer_communication_events_by_recording",
            id: "m7"),
        ListCase(
            events, "updatedAfter=2023-11-14T22:14:00Z&sort=createdAt", "customer_communication_events_by_recording",
            id: "m7"),
    ]
}
