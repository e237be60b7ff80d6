import CRMCore

/// What customers buy.
extension MatrixCase {
    private static let order = #"{"orderId": "o-new-#", "customerId": "c-new-#", "placedAt": "2026-03-01T10:00:00Z"}"#

    static let commerce = MatrixCase(
        things: [
            Thing(paths: ["/api/customers/orders/{orderId}"]) { shop, n in
                _ = try await shop.order(
                    "o-\(n)", "c-\(n)", "2026-03-01T10:00:00Z", "20",
                    """
                    "channel": "web", "lines": [{"sku": "S-\(n)", "name": "Beans", "category": "coffee", "quantity": 2,
                    "unitPrice": 10}], "refunds": [{"refundId": "r-\(n)", "amount": 1, "reason": "late"}]
                    """)
                return "o-\(n)"
            }
        ],
        examples: [
            Example(
                operation: "POST /api/customers/orders", body: order, chosen: ["orderId", "customerId", "refundId"]),
            Example(
                operation: "POST /api/customers/orders",
                body: #"{"orderId": "o-new-#", "customerId": "c-new-#", "placedAt": "2026-03-01", "total": 5}"#,
                isLine: true, chosen: ["orderId", "customerId"]),
            Example(
                operation: "POST /api/customers/orders/{orderId}/refunds",
                body: #"{"refundId": "r-new-#", "amount": 3}"#,
                chosen: ["refundId"]),
        ])
}
