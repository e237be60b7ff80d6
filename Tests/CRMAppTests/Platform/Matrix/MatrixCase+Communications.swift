import CRMCore

/// Messages, and what happened to a customer at all.
extension MatrixCase {
    private static let path = TestShop.communications

    static let communications = MatrixCase(
        things: [
            Thing(paths: ["\(path)/{id}"]) { shop, n in
                let customer = try await shop.matrixCustomer(n)
                let id = try await shop.logged(
                    customer, #""subject": "Offer", "metadata": {"list": "spring"}, "providerMessageId": "m-\#(n)""#)
                for status in ["delivered", "opened"] { try await shop.tell(id, status) }
                return id
            }
        ],
        examples: [
            Example(operation: "GET \(path)", chosen: ["campaignId", "providerMessageId"]),
            Example(
                operation: "POST \(path)",
                body: """
                    {"communicationType": "email", "channel": "email", "direction": "outbound", "message": "Offer",
                    "providerMessageId": "m-new-#", "campaignId": "spring"}
                    """, chosen: ["providerMessageId", "campaignId"]),
            Example(
                operation: "POST \(path)/{id}/events", body: #"{"status": "clicked", "eventId": "e-#"}"#,
                chosen: ["eventId"]),
            Example(operation: "GET /api/customers/timeline") { shop, ids in
                let customer = ids["customerId", default: ""]
                _ = try await shop.note(customer, "one")
                _ = try await shop.order("o-of-\(customer)", customer, "2026-03-01T10:00:00Z", "20")
            },
        ])
}
