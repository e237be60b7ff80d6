import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@Suite struct AccountRouteTests {
    private static let path = "/api/account"

    @Test(arguments: TestBackend.allCases)
    func `settings of the account are told, changed one by one and cleared`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, currency: "EUR") { shop in
            let first = try await shop.get(Self.path)
            #expect(
                first.text == """
                    {"userId":"shop-1","name":"One","currency":"EUR","currencyDisplay":{"symbol":"EUR",\
                    "symbolPosition":"before","decimalSeparator":".","groupSeparator":","},"language":null,\
                    "timeZone":"UTC","timeZoneChange":null,"createdAt":"2026-03-15T12:00:00Z"}
                    """)
            let display = #"{"symbol": "€", "symbolPosition": "after", "decimalSeparator": ",", "groupSeparator": "."}"#
            let changed = try await shop.put(Self.path, #"{"currencyDisplay": \#(display), "language": "DE-at"}"#)
            #expect(changed.status == 200)
            #expect(changed.json["currencyDisplay"]?["symbol"] == "€" && changed.json["language"] == "de-AT")
            #expect(changed.json["name"] == "One")
            let named = try await shop.put(Self.path, #"{"name": "Eins", "timeZone": "UTC"}"#)
            #expect(named.status == 200 && named.json["timeZoneChange"] == .null)
            #expect(named.json["currencyDisplay"]?["groupSeparator"] == ".")
            let cleared = try await shop.put(Self.path, #"{"currencyDisplay": null, "language": null, "name": "One"}"#)
            #expect(cleared.text == first.text)
            #expect(try await shop.get(Self.path, key: shop.otherKey).json["name"] == "Two")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what a setting may hold is told with a pointer`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let reply = try await shop.put(
                Self.path,
                """
                {"name": null, "language": "x", "timeZone": "Mars/Olympus", "currency": "EUR",
                "currencyDisplay": {"symbolPosition": "left", "decimalSeparator": ",", "groupSeparator": ","}}
                """)
            #expect(
                reply.faults == [
                    "/name field.type", "/language field.format", "/currencyDisplay/symbol field.required",
                    "/currencyDisplay/symbolPosition field.unknown_value",
                    "/currencyDisplay/groupSeparator field.conflict", "/timeZone field.format",
                    "/currency field.unknown",
                ])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `one move to another time zone at a time; one that was broken off is asked for again`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let asked = try await shop.put(Self.path, #"{"timeZone": "Europe/Berlin"}"#)
            #expect(asked.status == 202 && asked.json["timeZone"] == "UTC")
            #expect(asked.json["timeZoneChange"]?["timeZone"] == "Europe/Berlin")
            let job = try #require(asked.json["timeZoneChange"]?["jobId"]?.string)
            #expect(try await shop.get("/api/jobs/\(job)").json["kind"] == "account.time-zone")
            let again = try await shop.put(Self.path, #"{"timeZone": "Europe/Berlin"}"#)
            #expect(again.status == 202 && again.text == asked.text)
            for zone in ["Asia/Tokyo", "UTC"] {
                let other = try await shop.put(Self.path, #"{"timeZone": "\#(zone)", "name": "X"}"#)
                #expect(other.status == 409 && other.code == "account.time_zone_changing")
            }
            #expect(try await shop.put(Self.path, #"{"language": "de"}"#).status == 200)
            _ = try await shop.send(.post, "/api/jobs/\(job)/cancel")
            let back = try await shop.put(Self.path, #"{"timeZone": "UTC"}"#)
            #expect(back.status == 202, "days may have been rewritten already")
            #expect(back.json["timeZoneChange"]?["jobId"]?.string != job)
            await shop.workOff()
            let done = try await shop.get(Self.path).json
            #expect(done["timeZone"] == "UTC" && done["timeZoneChange"] == .null && done["name"] == "One")
        }
    }
}
