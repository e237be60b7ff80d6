import CRMCore

/// What is computed of customers.
extension MatrixCase {
    static let insight = MatrixCase(
        examples: [
            Example(operation: "POST /api/customers/rfm", prepare: ordered),
            Example(operation: "POST /api/customers/analytics", prepare: ordered),
            Example(operation: "GET /api/customers/analytics/churn", prepare: ordered),
            Example(operation: "PUT /api/customers/rfm/settings", body: #"{"windowDays": 300}"#),
            Example(operation: "POST /api/customers/rfm/preview", body: #"{"windowDays": 200}"#),
            Example(operation: "PUT /api/customers/analytics/settings", body: #"{"churnHorizonDays": 60}"#),
        ],
        fill: { shop in
            _ = try await shop.put("/api/customers/rfm/settings", #"{"windowDays": 400}"#)
            _ = try await shop.put("/api/customers/analytics/settings", #"{"churnHorizonDays": 80}"#)
            for customer in ["fill-1", "fill-2"] {
                _ = try await shop.order("o-of-\(customer)", customer, "2026-03-01T10:00:00Z", "20")
                let body = #"{"userId": "\#(shop.userID)", "customerId": "\#(customer)"}"#
                _ = try await shop.post("/api/customers/analytics", body)
            }
        })

    /// The customer has bought before.
    static let ordered: @Sendable (TestShop, inout [String: String]) async throws -> Void = { shop, ids in
        let customer = ids["customerId", default: ""]
        _ = try await shop.order("o-of-\(customer)", customer, "2026-03-01T10:00:00Z", "20")
    }
}
