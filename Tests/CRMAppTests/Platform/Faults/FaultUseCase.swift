import CRMTesting
import HTTPTypes
import Testing

/// One way to use an endpoint, on things of its own for each number.
struct FaultUseCase: Sendable, CustomTestStringConvertible {
    let endpoint: String
    var type = "application/json"
    /// Refused when it has had its effect already.
    var isOnce = false
    /// Requests that make what the call needs.
    var setUp: @Sendable (Int) -> [(path: String, body: String)] = { _ in [] }
    let path: @Sendable (TestShop, Int) async throws -> String
    let body: @Sendable (TestShop, Int) -> String?
    /// What is read to see whether the call has had its effect.
    let state: @Sendable (TestShop, Int) -> [String]

    var testDescription: String { "\(endpoint) as \(type)" }
    var method: HTTPRequest.Method {
        HTTPRequest.Method(rawValue: String(endpoint.prefix { $0 != " " })) ?? .post
    }

    /// The use cases of all endpoints, by area; an area's numbers are its own.
    static let areas: [(name: String, useCases: [FaultUseCase])] = [
        ("customers", customers),
        ("contacts", contacts),
        ("commerce", commerce),
        ("products", products),
        ("insight", insight),
        ("analytics", analytics),
        ("segments", segments),
        ("tags", tags),
        ("communications", communications),
        ("archive", archive),
        ("loyalty", loyalty),
        ("events", events),
        ("bulk", bulk),
        ("platform", platform),
        ("governance", governance),
    ]

    static var all: [FaultUseCase] { areas.flatMap(\.useCases) }

    static func order(_ n: Int, second: Bool = false) -> (path: String, body: String) {
        let id = second ? "o-\(n)-second" : "o-\(n)"
        return (
            "/api/customers/orders",
            #"{"orderId": "\#(id)", "customerId": "c-\#(n)", "placedAt": "2026-03-01T10:00:00Z", "total": 12.5}"#
        )
    }

    static func profile(_ shop: TestShop, _ n: Int) -> String {
        "/api/customers/profiles?userId=\(shop.userID)&customerId=c-\(n)"
    }

    static func everything(_ shop: TestShop, _ n: Int) -> [String] {
        [
            "/api/customers/orders/o-\(n)", profile(shop, n),
            "/api/customers/rfm?userId=\(shop.userID)&customerId=c-\(n)",
        ]
    }
}
