import CRMTesting

/// Endpoints of products.
extension FaultUseCase {
    private static let path = "/api/customers/products"

    private static func product(_ n: Int) -> (path: String, body: String) {
        (path, #"{"sku": "p-\#(n)", "stock": 5}"#)
    }

    private static let one: @Sendable (TestShop, Int) -> [String] = { _, n in ["\(path)/p-\(n)"] }

    static let products: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/products", path: { _, _ in path }, body: { product($1).body }, state: one),
        FaultUseCase(
            endpoint: "POST /api/customers/products", type: "application/x-ndjson", path: { _, _ in path },
            body: { _, n in product(n).body + "\n" + #"{"sku": "q-\#(n)"}"# },
            state: { one($0, $1) + ["\(path)/q-\($1)"] }),
        // Set, not adjusted: an adjustment without an Idempotency-Key counts as often as it is sent.
        FaultUseCase(
            endpoint: "POST /api/customers/products/stock", setUp: { [product($0)] }, path: { _, _ in "\(path)/stock" },
            body: { _, n in #"{"changes": [{"sku": "p-\#(n)", "stock": 3}]}"# }, state: one),
        FaultUseCase(
            endpoint: "PUT /api/customers/products/{sku}", setUp: { [product($0)] }, path: { "\(path)/p-\($1)" },
            body: { _, n in #"{"name": "P \#(n)"}"# }, state: one),
        FaultUseCase(
            endpoint: "DELETE /api/customers/products/{sku}", setUp: { [product($0)] }, path: { "\(path)/p-\($1)" },
            body: { _, _ in nil }, state: one),
    ]
}
