import CRMCore
import CRMTesting

/// Endpoints of segments.
extension FaultUseCase {
    private static let path = "/api/customers/segments"

    static let segments: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/segments", isOnce: true, path: { _, _ in path },
            body: { #"{"userId": "\#($0.userID)", "action": "create", "name": "S \#($1)"}"# },
            state: { _, _ in ["\(path)?userId=shop-1&limit=1"] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/segments/{id}", path: { "\(path)/\(try await $0.segment("S \($1)"))" },
            body: { _, n in #"{"description": "\#(n)"}"# }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/segments/{id}", path: { "\(path)/\(try await $0.segment("S \($1)"))" },
            body: { _, _ in nil }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "POST /api/customers/segments/{id}/members", setUp: { [order($0)] },
            path: { "\(path)/\(try await $0.segment("S \($1)"))/members" },
            body: { _, n in #"{"customerIds": ["c-\#(n)"]}"# },
            state: { ["\(path)?userId=\($0.userID)&customerId=c-\($1)&limit=1"] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/segments/{id}/members/{customerId}", setUp: { [order($0)] },
            path: { shop, n in
                let id = try await shop.segment("S \(n)", members: ["c-\(n)"])
                return "\(path)/\(id)/members/c-\(n)"
            },
            body: { _, _ in nil }, state: { ["\(path)?userId=\($0.userID)&customerId=c-\($1)&limit=1"] }),
    ]
}
