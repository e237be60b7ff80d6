import CRMTesting
import HTTPTypes

/// Endpoints of archived profiles.
extension FaultUseCase {
    static let archive: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "DELETE /api/customers/profiles", setUp: { [order($0)] },
            path: { "/api/customers/profiles?userId=\($0.userID)&customerId=c-\($1)" }, body: { _, _ in nil },
            state: everything),
        FaultUseCase(
            endpoint: "DELETE /api/customers/profiles/{customerId}", setUp: { [order($0)] },
            path: { "/api/customers/profiles/c-\($1)" }, body: { _, _ in nil }, state: everything),
        FaultUseCase(
            endpoint: "POST /api/customers/profiles/{customerId}/restore", setUp: { [order($0)] },
            path: { shop, n in
                _ = try await shop.send(.delete, "/api/customers/profiles/c-\(n)")
                return "/api/customers/profiles/c-\(n)/restore"
            },
            body: { _, _ in nil }, state: everything),
    ]
}
