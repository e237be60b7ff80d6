import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting

/// Endpoints of tags.
extension FaultUseCase {
    private static let path = "/api/customers/tags"

    static let tags: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/tags", isOnce: true, path: { _, _ in path },
            body: { _, n in #"{"name": "T \#(n)"}"# }, state: { _, _ in ["\(path)?limit=1"] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/tags/{id}", setUp: { [order($0)] },
            path: { "\(path)/\(try await $0.tag("T \($1)", on: ["c-\($1)"]))" },
            body: { _, n in #"{"name": "U \#(n)"}"# }, state: { [profile($0, $1)] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/tags/{id}", setUp: { [order($0)] },
            path: { "\(path)/\(try await $0.tag("T \($1)", on: ["c-\($1)"]))" },
            body: { _, _ in nil }, state: { [profile($0, $1)] }),
        FaultUseCase(
            endpoint: "POST /api/customers/tags/{id}/merge", isOnce: true, setUp: { [order($0)] },
            path: { shop, n in
                // The target has an id that the body can name.
                let target = try await shop.tag("U \(n)")
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("UPDATE customer_tags SET id = \("u-\(n)") WHERE id = \(target)")
                }
                return "\(path)/\(try await shop.tag("T \(n)", on: ["c-\(n)"]))/merge"
            },
            body: { _, n in #"{"into": "u-\#(n)"}"# }, state: { [profile($0, $1)] }),
        FaultUseCase(
            endpoint: "POST /api/customers/tags/assign", setUp: { [order($0)] }, path: { _, _ in "\(path)/assign" },
            body: { _, n in #"{"customerIds": ["c-\#(n)"], "tags": ["T \#(n)"]}"# }, state: { [profile($0, $1)] }),
        FaultUseCase(
            endpoint: "POST /api/customers/tags/unassign", setUp: { [order($0)] },
            path: { shop, n in
                _ = try await shop.tag("T \(n)", on: ["c-\(n)"])
                return "\(path)/unassign"
            },
            body: { _, n in #"{"customerIds": ["c-\#(n)"], "tags": ["T \#(n)"]}"# }, state: { [profile($0, $1)] }),
    ]
}
