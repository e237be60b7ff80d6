import CRMTesting

/// Endpoints of analytics.
extension FaultUseCase {
    private static let path = "/api/customers/analytics"

    static let analytics: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/analytics", setUp: { [order($0)] }, path: { _, _ in path },
            body: { #"{"userId": "\#($0.userID)", "customerId": "c-\#($1)"}"# },
            state: { ["\(path)?userId=\($0.userID)&customerId=c-\($1)", profile($0, $1)] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/analytics/settings", path: { _, _ in "\(path)/settings" },
            body: { #"{"churnHorizonDays": \#($1 % 700 + 1)}"# }, state: { _, _ in ["\(path)/settings"] }),
    ]
}
