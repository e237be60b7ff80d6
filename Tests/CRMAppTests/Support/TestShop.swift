import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Testing

/// A clock that a test sets.
final class TestClock: WallClock {
    private let time: Mutex<Instant>

    init(_ text: String = "2026-03-15T12:00:00Z") {
        time = Mutex(Instant(rfc3339: text) ?? Instant(milliseconds: 0))
    }

    func now() -> Instant { time.withLock { $0 } }

    func set(_ text: String) {
        guard let instant = Instant(rfc3339: text) else { return }
        time.withLock { $0 = instant }
    }

    func advance(milliseconds: Int64) { time.withLock { $0 = $0.advanced(milliseconds: milliseconds) } }
}

/// The whole product over a fresh database, with two accounts, asked without a socket.
struct TestShop: Sendable {
    let client: any TestClientProtocol
    let shop: Shop
    let clock: TestClock
    let account: Account
    let key: String
    let other: Account
    let otherKey: String

    var userID: String { account.userID.value }

    /// Runs `body` over a fresh database of the backend; the server sees it as `served` gives it.
    static func with(
        _ backend: TestBackend, currency: String = "USD", zone: String = "UTC", settings: Settings = Settings(),
        served: @Sendable @escaping (any Database) -> any Database = { $0 },
        credentials: CredentialCache = CredentialCache(),
        _ body: @Sendable @escaping (TestShop) async throws -> Void
    ) async throws {
        try await backend.withDatabase(Features.migrations) { database in
            try await over(
                database, currency: currency, zone: zone, settings: settings, served: served,
                credentials: credentials, body)
        }
    }

    /// Runs `body` over a database with the schema in it.
    static func over(
        _ database: any Database, currency: String = "USD", zone: String = "UTC", settings: Settings = Settings(),
        served: @Sendable @escaping (any Database) -> any Database = { $0 },
        credentials: CredentialCache = CredentialCache(),
        _ body: @Sendable @escaping (TestShop) async throws -> Void
    ) async throws {
        let clock = TestClock()
        let shop = Shop(database: database, clock: clock)
        let currency = try #require(Currency(currency))
        let calendar = try #require(DayCalendar(identifier: zone))
        let account = try await shop.createAccount(
            UserID("shop-1"), name: "One", currency: currency, calendar: calendar)
        let other = try await shop.createAccount(
            UserID("shop-2"), name: "Two", currency: currency, calendar: calendar)
        let key = try await shop.createKey(account, name: "test", scopes: Set(Scope.allCases)).key
        let otherKey = try await shop.createKey(other, name: "test", scopes: Set(Scope.allCases)).key
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = Server(
            database: served(database), clock: clock, logger: logger, credentials: credentials
        ).application(settings)
        try await application.test(.router) { client in
            try await body(
                TestShop(
                    client: client, shop: shop, clock: clock, account: account, key: key, other: other,
                    otherKey: otherKey))
        }
    }

    /// An answer with its body as JSON.
    struct Reply {
        let status: Int
        let headers: HTTPFields
        let text: String
        /// `null` when the body is no JSON.
        let json: JSON

        /// The code of a problem.
        var code: String? { json["code"]?.string }
        /// `pointer code` of each field at fault.
        var faults: [String] {
            (json["errors"]?.elements ?? []).map { "\($0["pointer"]?.string ?? "") \($0["code"]?.string ?? "")" }
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil, type: String? = "application/json",
        key: String? = nil, headers extra: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = extra
        if key != "" { headers[.authorization] = "Bearer \(key ?? self.key)" }
        if body != nil { headers[.contentType] = type }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        let bytes = Array(response.body.readableBytesView)
        return Reply(
            status: response.status.code, headers: response.headers, text: String(decoding: bytes, as: UTF8.self),
            json: (try? JSONParser.parse(bytes, limits: JSONLimits(depth: 64, values: 1_000_000))) ?? .null)
    }

    func get(_ path: String, key: String? = nil) async throws -> Reply { try await send(.get, path, key: key) }

    func post(_ path: String, _ body: String, key: String? = nil) async throws -> Reply {
        try await send(.post, path, body: body, key: key)
    }

    func put(_ path: String, _ body: String, key: String? = nil) async throws -> Reply {
        try await send(.put, path, body: body, key: key)
    }

    /// Makes a customer; `fields` is JSON text of further members.
    @discardableResult
    func customer(_ id: String, _ fields: String = "") async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(
            "/api/customers/profiles", #"{"userId": "\#(userID)", "customerId": "\#(id)"\#(more)}"#)
    }

    /// Records an order; `fields` is JSON text of further members.
    @discardableResult
    func order(
        _ id: String, _ customer: String, _ placedAt: String, _ total: String, _ fields: String = ""
    ) async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(
            "/api/customers/orders",
            """
            {"orderId": "\(id)", "customerId": "\(customer)", "placedAt": "\(placedAt)", "total": \(total)\(more)}
            """)
    }

    /// The profile of a customer.
    func profile(_ id: String) async throws -> JSON {
        try await get("/api/customers/profiles?userId=\(userID)&customerId=\(id)").json["data"]?.elements.first ?? .null
    }
}

extension JSON {
    var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The text of a number.
    var number: String? { if case .number(let text) = self { text } else { nil } }
    var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
    var names: [String] { if case .object(let members) = self { members.map(\.name) } else { [] } }
}
