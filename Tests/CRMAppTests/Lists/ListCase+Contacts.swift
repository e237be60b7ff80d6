/// Lists of this area.
extension ListCase {
    private static let due = TestShop.notes + "/due"
    private static let history = TestShop.notes + "/{id}/history"

    static let contactCases: [ListCase] = contactSorts.flatMap { $0 } + addressFilters + consentFilters + noteFilters

    private static let contactSorts: [[ListCase]] = [
        both(TestShop.addresses, "createdAt", "customer_addresses_by_creation"),
        both(TestShop.addresses, "updatedAt", "customer_addresses_by_change"),
        both(TestShop.consents, "occurredAt", "customer_consents_by_time"),
        both(TestShop.consents, "createdAt", "customer_consents_by_recording"),
        both(TestShop.notes, "createdAt", "customer_notes_by_creation"),
        both(TestShop.notes, "updatedAt", "customer_notes_by_change"),
        both(due, "remindAt", "customer_notes_by_reminder"),
        both(history, "replacedAt", "customer_note_versions_by_time", id: "n7"),
    ]

    private static let addressFilters: [ListCase] = [
        ListCase(TestShop.addresses, "customerId=c17", nil),
        ListCase(TestShop.addresses, "addressType=office", "customer_addresses_by_type"),
        ListCase(TestShop.addresses, "country=FR", "customer_addresses_by_country"),
        ListCase(TestShop.addresses, "createdAfter=2023-11-14T22:14:00Z", "customer_addresses_by_creation"),
        ListCase(TestShop.addresses, "createdBefore=2023-11-14T22:14:00Z", "customer_addresses_by_creation"),
        ListCase(
            TestShop.addresses, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "customer_addresses_by_change"),
    ]

    private static let consentFilters: [ListCase] = [
        ListCase(TestShop.consents, "customerId=c17", nil),
        ListCase(TestShop.consents, "purpose=survey", "customer_consents_by_purpose"),
        ListCase(TestShop.consents, "channel=sms", "customer_consents_by_channel"),
        ListCase(TestShop.consents, "status=denied", "customer_consents_by_status"),
        ListCase(TestShop.consents, "occurredAfter=2023-11-15T20:00:00Z", "customer_consents_by_time"),
        ListCase(TestShop.consents, "occurredBefore=2023-11-15T20:00:00Z", "customer_consents_by_time"),
        ListCase(
            TestShop.consents, "createdAfter=2023-11-14T22:14:00Z&sort=createdAt", "customer_consents_by_recording"),
        ListCase(
            TestShop.consents, "createdBefore=2023-11-14T22:14:00Z&sort=-createdAt", "customer_consents_by_recording"),
        ListCase(
            TestShop.consents, "updatedAfter=2023-11-14T22:14:00Z&sort=createdAt", "customer_consents_by_recording"),
    ]

    private static let noteFilters: [ListCase] = [
        ListCase(TestShop.notes, "customerId=c17", nil),
        ListCase(TestShop.notes, "noteType=complaint", "customer_notes_by_type"),
        ListCase(TestShop.notes, "priority=urgent", "customer_notes_by_priority"),
        ListCase(TestShop.notes, "isPinned=true", "customer_notes_by_pin"),
        ListCase(TestShop.notes, "isPinned=false", "customer_notes_by_creation"),
        ListCase(TestShop.notes, "createdAfter=2023-11-14T22:14:00Z", "customer_notes_by_creation"),
        ListCase(TestShop.notes, "createdBefore=2023-11-14T22:14:00Z", "customer_notes_by_creation"),
        ListCase(TestShop.notes, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "customer_notes_by_change"),
        ListCase(due, "dueBefore=2023-11-15T20:00:00Z", "customer_notes_by_reminder"),
        ListCase(due, "customerId=c20", nil, isSorted: true),
        ListCase(due, "priority=urgent", nil, isSorted: true),
        ListCase(due, "createdAfter=2023-11-15T00:00:00Z", nil, isSorted: true),
        ListCase(due, "createdBefore=2023-11-15T00:00:00Z", nil, isSorted: true),
        ListCase(due, "updatedAfter=2023-11-16T01:59:00Z", nil, isSorted: true),
        ListCase(history, "createdAfter=2023-11-15T00:00:00Z", nil, isSorted: true, id: "n7"),
        ListCase(history, "createdBefore=2023-11-15T00:00:00Z", nil, isSorted: true, id: "n7"),
        ListCase(history, "updatedAfter=2023-11-15T00:00:00Z", nil, isSorted: true, id: "n7"),
    ]
}
