import CRMCore

/// What customers do, and what they answer.
extension MatrixCase {
    private static let (did, answered) = (TestShop.interactions, TestShop.nps)

    static let events = MatrixCase(
        things: [
            Thing(paths: ["\(did)/{id}"]) { shop, n in
                let customer = try await shop.matrixCustomer(n)
                return try await shop.interaction(
                    customer, "review", #""rating": 4, "sku": "S-\#(n)", "text": "good", "eventId": "did-\#(n)""#
                ).matrixID
            },
            Thing(paths: ["\(answered)/{id}"]) { shop, n in
                let customer = try await shop.matrixCustomer(n)
                return try await shop.answer(customer, 9, #""comment": "good", "eventId": "answered-\#(n)""#).matrixID
            },
        ],
        examples: [
            Example(
                operation: "POST \(did)",
                body: #"{"interactionType": "visit", "eventId": "did-new-#", "text": "shop"}"#,
                chosen: ["eventId"]),
            Example(
                operation: "POST \(did)",
                body: #"{"customerId": "ID", "interactionType": "visit", "eventId": "did-new-#"}"#, isLine: true,
                chosen: ["eventId"], skipped: ["customerId"]),
            Example(operation: "GET \(did)/ratings", skipped: ["customerId"]),
            Example(
                operation: "POST \(answered)", body: #"{"score": 9, "eventId": "answered-new-#"}"#,
                chosen: ["eventId"]),
            Example(
                operation: "POST \(answered)", body: #"{"customerId": "ID", "score": 9, "eventId": "answered-new-#"}"#,
                isLine: true, chosen: ["eventId"], skipped: ["customerId"]),
        ])
}
