import CRMTesting

/// Endpoints about customers themselves.
extension FaultUseCase {
    static let customers: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/profiles", path: { _, _ in "/api/customers/profiles" },
            body: { #"{"userId": "\#($0.userID)", "customerId": "c-\#($1)", "firstName": "Ann"}"# },
            state: { [profile($0, $1)] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/profiles", setUp: { [order($0)] },
            path: { _, _ in "/api/customers/profiles" },
            body: { #"{"userId": "\#($0.userID)", "customerId": "c-\#($1)", "firstName": "Bea"}"# },
            state: { [profile($0, $1)] }),
    ]
}
