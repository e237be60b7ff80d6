import HTTPTypes

/// Customers themselves.
extension MatrixCase {
    static let customers = MatrixCase(
        things: [
            Thing(fields: ["customerId", "customerIds"]) { shop, n in
                _ = try await shop.customer(
                    "c-\(n)", #""firstName": "Ann", "email": "c\#(n)@example.com", "tags": ["Regular"]"#)
                return "c-\(n)"
            }
        ],
        examples: [
            Example(
                operation: "POST /api/customers/profiles",
                body: #"{"customerId": "c-new-#", "firstName": "Bea", "attributes": {"shoe": "41"}}"#,
                chosen: ["customerId"]),
            Example(operation: "PUT /api/customers/profiles", body: #"{"firstName": "Bea", "tags": ["Other"]}"#),
            Example(operation: "POST /api/customers/profiles/{customerId}/restore") { shop, ids in
                _ = try await shop.send(.delete, "/api/customers/profiles/\(ids["customerId", default: ""])")
            },
        ])
}
