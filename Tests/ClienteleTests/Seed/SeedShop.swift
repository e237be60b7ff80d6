import CRMCore
import CRMTesting
import Foundation

/// A fresh account behind a live server, for a client that knows the specification alone.
struct SeedShop: Sendable {
    let client: SeedClient
    var userID: String { client.userID }

    /// Runs `body` against the binary over HTTP.
    static func with(_ backend: TestBackend, _ body: (SeedShop) async throws -> Void) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await shop.servingStill { api in
                try await body(SeedShop(client: SeedClient(LiveTransport(api: api), userID: shop.userID)))
            }
        }
    }

    private struct LiveTransport: SeedTransport {
        let api: API

        func send(_ method: String, _ target: String, _ body: JSON?) async throws -> (status: Int, body: JSON) {
            let headers = body == nil ? [] : [("Content-Type", "application/json")]
            let answer = try await api.send(method, target, headers: headers, body: body.map { Array($0.text.utf8) })
            return (answer.status, try JSONParser.parse(answer.body, limits: .stored))
        }
    }

    /// A day of the past as the orders table holds it.
    func daysAgo(_ days: Int) -> String {
        Date(timeIntervalSinceNow: -86_400 * Double(days)).formatted(.iso8601)
    }

    /// Fills the orders table: one paid order.
    func order(_ id: String, _ customerID: String, daysAgo days: Int, _ total: String) async throws {
        let body: JSON = [
            "orderId": .string(id), "customerId": .string(customerID), "placedAt": .string(daysAgo(days)),
            "total": .number(total),
        ]
        let answer = try await client.raw("POST", "/orders", body)
        guard answer.status == 201 else { throw TestFailure("\(answer)") }
    }

    /// Makes a loyalty program and gives its id.
    func program(_ name: String, isActive: Bool = true) async throws -> String {
        let body: JSON = ["name": .string(name), "isActive": .bool(isActive)]
        let answer = try await client.raw("POST", "/loyalty-programs", body)
        guard answer.status == 201, case .string(let id)? = answer.body["id"] else { throw TestFailure("\(answer)") }
        return id
    }
}
