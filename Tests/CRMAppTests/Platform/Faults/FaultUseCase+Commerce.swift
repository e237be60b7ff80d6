import CRMTesting

/// Endpoints about what customers buy.
extension FaultUseCase {
    static let commerce: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/orders", path: { _, _ in "/api/customers/orders" },
            body: { order($1).body }, state: everything),
        FaultUseCase(
            endpoint: "POST /api/customers/orders", type: "application/x-ndjson",
            path: { _, _ in "/api/customers/orders" },
            body: { order($1).body + "\n" + order($1, second: true).body },
            state: { everything($0, $1) + ["/api/customers/orders/o-\($1)-second"] }),
        FaultUseCase(
            endpoint: "POST /api/customers/orders/{orderId}/refunds", setUp: { [order($0)] },
            path: { "/api/customers/orders/o-\($1)/refunds" },
            body: { _, n in #"{"refundId": "r-\#(n)", "amount": 3}"# },
            state: everything),
    ]
}
