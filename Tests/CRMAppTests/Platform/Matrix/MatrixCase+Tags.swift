import CRMCore

/// Tags.
extension MatrixCase {
    private static let path = "/api/customers/tags"

    static let tags = MatrixCase(
        things: [
            Thing(paths: ["\(path)/{id}"], fields: ["tagIds", "POST \(path)/{id}/merge into"]) { shop, n in
                var customers: [String] = []
                for number in [10 * n, 10 * n + 1] {
                    customers.append("t-\(number)")
                    _ = try await shop.customer("t-\(number)")
                }
                return try await shop.tag("Tag \(n)", on: customers)
            }
        ],
        examples: [
            Example(operation: "POST \(path)", body: #"{"name": "Tag new #"}"#),
            Example(operation: "PUT \(path)/{id}", body: #"{"name": "Tag renamed #"}"#),
            Example(
                operation: "POST \(path)/assign", body: #"{"customerIds": ["ID"], "tags": ["Tag put #"]}"#,
                skipped: ["customerIds"]),
            Example(
                operation: "POST \(path)/assign", body: #"{"customerIds": ["ID"], "tagIds": ["ID"]}"#,
                skipped: ["customerIds"]),
            Example(
                operation: "POST \(path)/unassign", body: #"{"customerIds": ["ID"], "tags": ["Regular"]}"#,
                skipped: ["customerIds"]),
            Example(
                operation: "POST \(path)/unassign", body: #"{"customerIds": ["ID"], "tagIds": ["ID"]}"#,
                skipped: ["customerIds"]),
        ])
}
