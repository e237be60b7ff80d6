import CRMApp
import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@Suite struct RequestErrorTests {
    private static let profiles = "/api/customers/profiles"

    @Test(arguments: TestBackend.allCases)
    func `the account is required, and another one is refused before all else`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let missing = try await shop.get(Self.profiles)
            #expect(missing.status == 400)
            #expect(missing.faults == ["/userId field.required"])
            let foreign = try await shop.get("\(Self.profiles)?userId=shop-2&limit=0")
            #expect(foreign.status == 403)
            #expect(foreign.code == "auth.account_mismatch")
            let inBody = try await shop.post(Self.profiles, #"{"userId": "shop-2", "customerId": ""}"#)
            #expect(inBody.status == 403)
            let rfm = try await shop.post("/api/customers/rfm", #"{"customerId": "c1"}"#)
            #expect(rfm.faults == ["/userId field.required"])
            let inQuery = try await shop.post("/api/customers/orders?userId=shop-2", "{}")
            #expect(inQuery.status == 403)
            let order = #"{"orderId": "o", "customerId": "c", "placedAt": "2026-03-01T00:00:00Z", "total": 1}"#
            #expect(try await shop.post("/api/customers/orders?userId=shop-1", order).status == 201)
            let optional = try await shop.get("/api/customers/orders?userId=shop-2")
            #expect(optional.status == 403)
            #expect(try await shop.get("/api/customers/orders").status == 200)
        }
    }

    @Test func `limits of pages are checked at both ends`() async throws {
        try await TestShop.with(.sqlite) { shop in
            for (query, status) in [
                ("limit=1", 200), ("limit=200", 200), ("limit=0", 400), ("limit=201", 400), ("limit=-1", 400),
                ("limit=1.5", 400), ("limit=x", 400), ("limit=", 400), ("offset=-1", 400), ("offset=5", 200),
                ("limit=1e1", 200), ("limit=9999999999999999999", 400),
            ] {
                let reply = try await shop.get("\(Self.profiles)?userId=shop-1&\(query)")
                #expect(reply.status == status, "\(query)")
            }
        }
    }

    @Test func `unknown, repeated and malformed parameters are named`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let unknown = try await shop.get("\(Self.profiles)?userId=shop-1&stauts=lost&status=sleepy")
            #expect(unknown.faults == ["/status field.unknown_value", "/stauts field.unknown"])
            let twice = try await shop.get("\(Self.profiles)?userId=shop-1&limit=1&limit=2")
            #expect(twice.faults == ["/limit field.duplicate"])
            for query in ["status=%zz", "status=%C3%28", "status=%00"] {
                #expect(try await shop.get("\(Self.profiles)?userId=shop-1&\(query)").status == 400, "\(query)")
            }
            let segment = try await shop.get("/api/customers/rfm?userId=shop-1&segment=Best")
            #expect(segment.faults == ["/segment field.unknown_value"])
        }
    }

    @Test func `bodies that are no acceptable JSON are refused with the reason`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
            let many = "[" + Array(repeating: "1", count: 10_001).joined(separator: ",") + "]"
            for (body, code) in [
                ("{", "json.syntax"), ("", "json.syntax"), ("[]", "field.type"), ("{\"a\": 1,}", "json.syntax"),
                ("{\"userId\": \"shop-1\", \"userId\": \"shop-1\"}", "json.duplicate_member"),
                ("{\"a\": \(deep)}", "json.too_deep"), ("{\"a\": \(many)}", "json.too_many_values"),
                ("{\"a\": \"x\\u0000y\"}", "json.null_character"), ("{\"a\": \"\\ud800\"}", "json.invalid_text"),
                ("{\"a\": 1} x", "json.syntax"), ("{\"a\": 01}", "json.syntax"), ("{\"a\": NaN}", "json.syntax"),
            ] {
                let reply = try await shop.post(Self.profiles, body)
                #expect(reply.status == 400, "\(body.prefix(40))")
                #expect(reply.json["errors"]?.elements.first?["code"]?.string == code, "\(body.prefix(40))")
            }
        }
    }

    @Test func `a body that is too large is a 413, one of another type a 415`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let large = "{\"firstName\": \"" + String(repeating: "x", count: 1 << 20) + "\"}"
            let reply = try await shop.post(Self.profiles, large)
            #expect(reply.status == 413)
            #expect(reply.code == "request.body_too_large")
            for type in ["text/plain", "application/x-www-form-urlencoded", nil] {
                let other = try await shop.send(.post, Self.profiles, body: "{}", type: type)
                #expect(other.status == 415)
            }
            let charset = try await shop.send(
                .post, Self.profiles, body: #"{"userId": "shop-1", "customerId": "c"}"#,
                type: "application/json; charset=utf-8")
            #expect(charset.status == 201)
            let packed = try await shop.send(
                .post, Self.profiles, body: "{}", headers: [.contentEncoding: "gzip"])
            #expect(packed.status == 415)
        }
    }

    @Test func `a wrong method is a 405 that names the right ones, an unknown path a 404`() async throws {
        try await TestShop.with(.sqlite) { shop in
            for method in [HTTPRequest.Method.patch, .options, .trace] {
                let reply = try await shop.send(method, Self.profiles)
                #expect(reply.status == 405)
                #expect(reply.headers[.allow] == "DELETE, GET, HEAD, POST, PUT")
                #expect(reply.code == "request.method_not_allowed")
            }
            #expect(try await shop.send(.post, "/api/customers/orders/x", body: "{}").headers[.allow] == "GET, HEAD")
            let unknown = try await shop.get("/api/customers/nothing")
            #expect(unknown.status == 404)
            #expect(unknown.code == "request.unknown_path")
            #expect(try await shop.send(.head, "\(Self.profiles)?userId=shop-1").status == 200)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `without a good key nobody gets in`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let path = "\(Self.profiles)?userId=shop-1"
            let missing = try await shop.get(path, key: "")
            #expect(missing.status == 401)
            #expect(missing.code == "auth.missing_credential")
            #expect(missing.headers[.wwwAuthenticate] == #"Bearer realm="clientele""#)
            let forged = String(shop.key.dropLast()) + (shop.key.hasSuffix("0") ? "1" : "0")
            for key in ["x", "clk_1_1_", forged, "clk_zzzzzzzzzzzzzzzzzzzzz_1_aa", shop.key + "0", "\u{0}"] {
                let reply = try await shop.get(path, key: key)
                #expect(reply.status == 401, "\(key)")
                #expect(reply.code == "auth.unknown_credential")
            }
            let basic = try await shop.send(.get, path, key: "", headers: [.authorization: "Basic eDp5"])
            #expect(basic.status == 401)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a key does what its scopes allow, until it is revoked`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try await shop.post("/api/api-keys", #"{"name": "reader", "scopes": ["profiles:read"]}"#)
            #expect(made.status == 201)
            let key = made.json["key"]?.string ?? ""
            let id = made.json["id"]?.string ?? ""
            #expect(try await shop.get("\(Self.profiles)?userId=shop-1", key: key).status == 200)
            let refused = try await shop.post(Self.profiles, #"{"userId": "shop-1", "customerId": "c"}"#, key: key)
            #expect(refused.status == 403)
            #expect(refused.code == "auth.missing_scope")
            let narrow = try await shop.post("/api/api-keys", #"{"name": "k", "scopes": ["api-keys:write"]}"#)
            let raised = try await shop.post(
                "/api/api-keys", #"{"name": "n", "scopes": ["orders:read"]}"#, key: narrow.json["key"]?.string)
            #expect(raised.code == "auth.missing_scope")
            let same = try await shop.post("/api/api-keys", #"{"name": "n"}"#, key: narrow.json["key"]?.string)
            #expect(same.json["scopes"]?.text == #"["api-keys:write"]"#)
            let list = try await shop.get("/api/api-keys")
            #expect(!list.text.contains(key))
            let reader = (list.json["data"]?.elements ?? []).first { $0["name"] == "reader" }
            #expect(reader?["lastUsedAt"] == "2026-03-15T12:00:00Z")
            #expect(try await shop.send(.delete, "/api/api-keys/\(id)", key: shop.otherKey).status == 404)
            let revoked = try await shop.send(.delete, "/api/api-keys/\(id)")
            #expect(revoked.json["revokedAt"] == "2026-03-15T12:00:00Z")
            #expect(try await shop.get("\(Self.profiles)?userId=shop-1", key: key).status == 401)
        }
    }

    @Test func `a key that asks too often is told when to come back`() async throws {
        var settings = Settings()
        settings.rateLimit = 2
        try await TestShop.with(.sqlite, settings: settings) { shop in
            let path = "\(Self.profiles)?userId=shop-1"
            let (limit, policy) = (HTTPField.Name("RateLimit"), HTTPField.Name("RateLimit-Policy"))
            for left in (0..<20).reversed() {
                let reply = try await shop.get(path)
                #expect(reply.status == 200)
                #expect(reply.headers[try #require(limit)]?.hasPrefix("\"key\";r=\(left);t=") == true)
                #expect(reply.headers[try #require(policy)] == "\"key\";q=20;w=10")
            }
            let refused = try await shop.get(path)
            #expect(refused.status == 429)
            #expect(refused.code == "request.rate_limited")
            #expect(refused.headers[.retryAfter] == "1")
            #expect(try await shop.get("\(Self.profiles)?userId=shop-2", key: shop.otherKey).status == 200)
            shop.clock.advance(milliseconds: 500)
            #expect(try await shop.get(path).status == 200)
            #expect(try await shop.get(path).status == 429)
            shop.clock.advance(milliseconds: 3_600_000)
            for _ in 0..<20 { #expect(try await shop.get(path).status == 200) }
            #expect(try await shop.get(path).status == 429)
        }
    }

    @Test func `every answer carries the security headers and the request id`() async throws {
        try await TestShop.with(.sqlite) { shop in
            for path in ["/livez", "/readyz", "\(Self.profiles)?userId=shop-1", "/nothing", Self.profiles] {
                let reply = try await shop.send(.get, path, headers: [HTTPField.Name("X-Request-Id")!: "abc-1"])
                #expect(reply.headers[HTTPField.Name("X-Request-Id")!] == "abc-1", "\(path)")
                #expect(reply.headers[.xContentTypeOptions] == "nosniff", "\(path)")
                #expect(reply.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'self'") == true, "\(path)")
                #expect(reply.headers[HTTPField.Name("X-Frame-Options")!] == "DENY", "\(path)")
                #expect(reply.headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer", "\(path)")
                #expect(reply.headers[.cacheControl] == "no-store", "\(path)")
            }
            let bad = try await shop.send(.get, "/nothing", headers: [HTTPField.Name("X-Request-Id")!: "a b<c>"])
            let made = bad.headers[HTTPField.Name("X-Request-Id")!] ?? ""
            #expect(made.utf8.count == 36)
            #expect(bad.json["requestId"]?.string == made)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the account can be read and renamed`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            let account = try await shop.get("/api/account")
            #expect(
                account.text == """
                    {"userId":"shop-1","name":"One","currency":"USD","currencyDisplay":{"symbol":"USD",\
                    "symbolPosition":"before","decimalSeparator":".","groupSeparator":","},"language":null,\
                    "timeZone":"Europe/Berlin","timeZoneChange":null,"createdAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.put("/api/account", #"{"name": "  New "}"#).json["name"] == "New")
            #expect(try await shop.get("/api/account").json["name"] == "New")
            #expect(try await shop.get("/api/account", key: shop.otherKey).json["name"] == "Two")
        }
    }
}
