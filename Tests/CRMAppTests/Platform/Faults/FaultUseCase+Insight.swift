import CRMTesting

/// Endpoints about what is computed of customers.
extension FaultUseCase {
    static let insight: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/rfm", setUp: { [order($0)] }, path: { _, _ in "/api/customers/rfm" },
            body: { #"{"userId": "\#($0.userID)", "customerId": "c-\#($1)"}"# }, state: everything),
        FaultUseCase(
            endpoint: "PUT /api/customers/rfm/settings", path: { _, _ in "/api/customers/rfm/settings" },
            body: { #"{"windowDays": \#($1 % 1_000 + 30)}"# }, state: { _, _ in ["/api/customers/rfm/settings"] }),
        FaultUseCase(
            endpoint: "POST /api/customers/rfm/preview", setUp: { [order($0)] },
            path: { _, _ in "/api/customers/rfm/preview" }, body: { #"{"windowDays": \#($1 % 1_000 + 30)}"# },
            state: { _, _ in ["/api/customers/rfm/settings"] }),
    ]
}
