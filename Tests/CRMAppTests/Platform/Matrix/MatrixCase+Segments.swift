import CRMCore

/// Segments and their members.
extension MatrixCase {
    private static let path = "/api/customers/segments"

    static let segments = MatrixCase(
        things: [
            Thing(paths: ["\(path)/{id}"], fields: ["segmentId"]) { shop, n in
                var members: [String] = []
                for number in [10 * n, 10 * n + 1] {
                    members.append("m-\(number)")
                    _ = try await shop.customer("m-\(number)")
                }
                return try await shop.segment("Segment \(n)", #""description": "people""#, members: members)
            }
        ],
        examples: [
            Example(operation: "POST \(path)", body: #"{"action": "create", "name": "Segment new #"}"#),
            Example(
                operation: "POST \(path)", body: #"{"action": "add_member", "customerId": "ID", "segmentId": "ID"}"#),
            Example(
                operation: "POST \(path)", body: #"{"action": "remove_member", "customerId": "ID", "segmentId": "ID"}"#),
            Example(operation: "PUT \(path)/{id}", body: #"{"description": "other people"}"#),
            Example(
                operation: "POST \(path)/{id}/members", body: #"{"customerIds": ["ID"]}"#, skipped: ["customerIds"]),
            Example(operation: "GET \(path)/{id}/members/{customerId}", prepare: joined),
            Example(operation: "DELETE \(path)/{id}/members/{customerId}", prepare: joined),
        ])

    /// The customer is in the segment.
    private static let joined: @Sendable (TestShop, inout [String: String]) async throws -> Void = { shop, ids in
        _ = try await shop.post(
            "\(path)/\(ids["id", default: ""])/members", #"{"customerIds": ["\#(ids["customerId", default: ""])"]}"#)
    }
}
