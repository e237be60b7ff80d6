import CRMCore

/// Addresses, preferences, consents and notes.
extension MatrixCase {
    static let contacts = MatrixCase(
        things: [
            Thing(paths: ["\(TestShop.addresses)/{id}"]) { shop, n in
                let customer = try await shop.matrixCustomer(n)
                return try await shop.address(customer, #""city": "Bonn", "postalCode": "53111""#).matrixID
            },
            Thing(paths: ["\(TestShop.consents)/{id}"]) { shop, n in
                let customer = try await shop.matrixCustomer(n)
                return try await shop.consent(customer, "marketing", "granted", #""proof": "form""#).matrixID
            },
            Thing(paths: ["\(TestShop.notes)/{id}"]) { shop, n in
                let customer = try await shop.matrixCustomer(n)
                let id = try await shop.note(
                    customer, "one", #""title": "a", "author": "Kim", "remindAt": "2026-03-02T00:00:00Z""#
                ).matrixID
                for text in ["two", "three"] {
                    _ = try await shop.put("\(TestShop.notes)/\(id)", #"{"content": "\#(text)"}"#)
                }
                return id
            },
        ],
        examples: [
            Example(operation: "POST \(TestShop.addresses)", body: #"{"country": "DE", "city": "Bonn"}"#),
            Example(operation: "PUT \(TestShop.addresses)/{id}", body: #"{"city": "Trier", "isDefault": true}"#),
            Example(operation: "POST \(TestShop.consents)", body: #"{"purpose": "marketing"}"#),
            Example(
                operation: "PUT \(TestShop.preferences)",
                body: #"{"marketingEmails": true, "topics": [{"topic": "news"}]}"#),
            Example(
                operation: "GET \(TestShop.preferences)/permission", query: "channel=email&purpose=marketing"),
            Example(operation: "PUT \(TestShop.notes)/{id}", body: #"{"content": "changed"}"#),
        ])
}
