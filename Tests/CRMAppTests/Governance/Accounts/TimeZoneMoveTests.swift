import CRMApp
import CRMCommerce
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Synchronization
import Testing

@testable import CRMGovernance

/// An account that moves to another time zone.
@Suite(.timeLimit(.minutes(5)))
struct TimeZoneMoveTests {
    private static let path = "/api/account"

    /// Orders around midnights of half a century, of a few customers, as NDJSON.
    private static func orders(_ count: Int, seed: UInt64, prefix: String = "o") -> String {
        var random = SplitMix(seed: seed)
        return (0..<count).map { number in
            let isOld = number % 3 == 0
            let start: Int64 = isOld ? -300_000_000_000 : 1_767_225_600_000
            let span: UInt64 = isOld ? 2_000_000_000_000 : 6_300_000_000
            let placedAt = Instant(milliseconds: start + Int64(random.next() % span))
            return """
                {"orderId": "\(prefix)-\(number)", "customerId": "c-\(random.next() % 9)", \
                "placedAt": "\(placedAt.rfc3339)", "total": \(random.next() % 900), \
                "lines": [{"sku": "s\(random.next() % 5)", "unitPrice": 3}]}
                """
        }.joined(separator: "\n")
    }

    private static func tell(_ shop: TestShop, _ lines: String) async throws {
        let reply = try await shop.send(
            .post, "/api/customers/orders", body: lines, type: "application/x-ndjson")
        #expect(reply.status == 200 && reply.json["failed"] == 0, "\(reply.text)")
    }

    private static func move(_ shop: TestShop, to zone: String) async throws {
        let reply = try await shop.put(path, #"{"timeZone": "\#(zone)"}"#)
        #expect(reply.status == 202, "\(reply.text)")
        await shop.workOff()
        #expect(try await shop.get(path).json["timeZoneChange"] == .null)
    }

    /// Orders whose day is not that of the zone.
    private static func wrongDays(_ shop: TestShop, _ zone: String) async throws -> [String] {
        let calendar = try #require(DayCalendar(identifier: zone))
        return try await shop.shop.workplace.read(shop.account) { work in
            let rows: [(id: String, at: Instant, day: CalendarDay)] = try work.session.all(
                """
                SELECT external_id, placed_at, placed_day
                FROM orders
                WHERE user_id = \(work.account.key)
                LIMIT 100000
                """
            ) { row in (try row.read(), try row.read(), try row.read()) }
            return rows.filter { calendar.day(of: $0.at) != $0.day }.map(\.id)
        }
    }

    /// Everything that is computed from days, but for when it was computed and what there was before.
    private static func figures(_ shop: TestShop) async throws -> [String] {
        let paths = [
            "/api/customers/rfm?userId=shop-1&limit=200", "/api/customers/analytics?userId=shop-1&limit=200",
            "/api/customers/analytics/summary?from=2026-01-01&to=2026-03-15", "/api/customers/analytics/cohorts",
            "/api/customers/rfm/matrix", "/api/customers/profiles?userId=shop-1&sort=-totalSpent",
            "/api/customers/orders?placedAfter=2026-01-05&placedBefore=2026-02-01&limit=200",
        ]
        return try await paths.asyncMap { path in
            let reply = try await shop.get(path)
            #expect(reply.status == 200, "\(path): \(reply.text)")
            return
                "\(path) \(reply.json.without(["calculatedAt", "previousSegment", "segmentChangedAt", "updatedAt"]).text)"
        }
    }

    @Test(
        arguments: TestBackend.allCases,
        [("Pacific/Auckland", "America/New_York"), ("America/New_York", "Pacific/Auckland"), ("UTC", "Asia/Kolkata")])
    func `a moved account equals one that had the zone from the beginning`(
        _ backend: TestBackend, _ zones: (from: String, to: String)
    ) async throws {
        let lines = Self.orders(400, seed: 7)
        @Sendable func fill(_ shop: TestShop) async throws {
            try await Self.tell(shop, lines)
            shop.clock.advance(milliseconds: 30_000)
            await shop.workOff()
        }
        @Sendable func settle(_ shop: TestShop) async throws {
            shop.clock.advance(milliseconds: 30_000)
            await shop.workOff()
        }
        let moved = Box<[String]>([])
        try await TestShop.with(backend, zone: zones.from) { shop in
            try await fill(shop)
            let before = try await Self.figures(shop)
            try await Self.move(shop, to: zones.to)
            #expect(try await Self.wrongDays(shop, zones.to) == [])
            #expect(try await Self.wrongDays(shop, zones.from) != [], "the zones have different days")
            try await settle(shop)
            let after = try await Self.figures(shop)
            #expect(after != before)
            moved.set(after)
        }
        try await TestShop.with(backend, zone: zones.to) { shop in
            try await fill(shop)
            try await settle(shop)
            let native = try await Self.figures(shop)
            for (one, other) in zip(moved.value, native) { #expect(one == other) }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `no order ends with a wrong day, whatever is written meanwhile and however often a step is begun anew`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend, zone: "Pacific/Kiritimati") { shop in
            try await Self.tell(shop, Self.orders(300, seed: 1))
            _ = try await shop.put(Self.path, #"{"timeZone": "America/New_York"}"#)
            let isDone = Box(false)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<3 {
                    group.addTask {
                        var round: UInt64 = 0
                        while !isDone.value || round == 0 {
                            // New orders, and known ones that move in time.
                            let prefix = round % 2 == 0 ? "o" : "w\(writer)"
                            try await Self.tell(
                                shop, Self.orders(40, seed: UInt64(writer) * 1000 + round, prefix: prefix))
                            round += 1
                        }
                    }
                }
                group.addTask {
                    try await Self.crawl(shop, to: "America/New_York")
                    isDone.set(true)
                }
                try await group.waitForAll()
            }
            #expect(try await Self.wrongDays(shop, "America/New_York") == [])
            await shop.workOff()
            #expect(try await shop.get(Self.path).json["timeZoneChange"] == .null)
            #expect(try await shop.get("/api/jobs?state=failed").json["total"] == 0)
            #expect(try await Self.wrongDays(shop, "America/New_York") == [])
        }
    }

    /// Takes the steps of the move by hand, each of them twice, as when a worker dies behind a commit.
    private static func crawl(_ shop: TestShop, to zone: String) async throws {
        let calendar = try #require(DayCalendar(identifier: zone))
        let days = shop.shop.workplace.days
        var place: TimeZoneMove.Place?
        repeat {
            let current = place
            for _ in 0..<2 {
                // With the account as it was read at the beginning.
                place = try await shop.shop.workplace.write(shop.account) { work in
                    try TimeZoneMove(work).step(current, to: calendar, days)
                }
            }
        } while place != nil
    }

    @Test(arguments: TestBackend.allCases)
    func `whoever has read the account before the move writes days of the zone in force`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend, zone: "Pacific/Kiritimati") { shop in
            try await Self.move(shop, to: "America/New_York")
            let json: JSON = [
                "orderId": "late", "customerId": "ann", "placedAt": "2026-03-14T20:00:00Z", "total": 5,
            ]
            let sink = ErrorSink()
            let order = try #require(Codec<OrderInput>.object(OrderInput.self).decode(json, "", sink))
            let today = try await shop.shop.workplace.write(shop.account) { work in
                _ = try OrderBook(work).record([order])
                return work.today
            }
            #expect(today.iso == "2026-03-15")
            #expect(try await Self.wrongDays(shop, "America/New_York") == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `orders of today can be told right after a move to the west, while older days are still rewritten`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend, zone: "Pacific/Kiritimati") { shop in
            shop.clock.set("2026-03-15T23:00:00Z")
            try await shop.order("o1", "ann", "2026-03-15T22:00:00Z", "10")
            _ = try await shop.put(Self.path, #"{"timeZone": "Pacific/Pago_Pago"}"#)
            let calendar = try #require(DayCalendar(identifier: "Pacific/Pago_Pago"))
            let days = shop.shop.workplace.days
            _ = try await shop.shop.workplace.write(shop.account) { work in
                try TimeZoneMove(work).step(nil, to: calendar, days)
            }
            let reply = try await shop.order("o2", "ann", "2026-03-15T22:30:00Z", "10")
            #expect(reply.status == 201, "\(reply.text)")
            let score = try await shop.get("/api/customers/rfm?userId=shop-1&customerId=ann").json["scores"]?.elements[
                0]
            #expect(score?["recencyDays"] == 0 || score?["recencyDays"] == 1, "\(score?.text ?? "")")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `nights come by the clocks of the new zone`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            try await shop.order("o1", "ann", "2026-03-01T10:00:00Z", "100")
            func night(_ text: String) async throws {
                shop.clock.set(text)
                let runner = shop.importRunner()
                await runner.begin()
                while await runner.workOnce() {}
            }
            func runs() async throws -> Int {
                let jobs = try await shop.get("/api/jobs?kind=rfm.daily&state=succeeded").json["data"]?.elements ?? []
                return jobs.count
            }
            try await night("2026-03-15T23:30:00Z")
            #expect(try await runs() == 1, "the 16th has begun in Berlin")
            try await Self.move(shop, to: "America/New_York")
            try await night("2026-03-16T03:50:00Z")
            let before = try await runs()
            try await night("2026-03-16T04:10:00Z")
            #expect(try await runs() == before + 1, "the 16th begins in New York four hours behind UTC")
            try await night("2026-03-17T03:50:00Z")
            #expect(try await runs() == before + 1)
            try await night("2026-03-17T04:10:00Z")
            #expect(try await runs() == before + 2)
        }
    }
}

/// A value that tasks share.
private final class Box<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) {
        state = Mutex(value)
    }

    var value: Value { state.withLock { $0 } }
    func set(_ value: Value) { state.withLock { $0 = value } }
}

extension Sequence where Self: Sendable, Element: Sendable {
    fileprivate func asyncMap<Value: Sendable>(
        _ transform: (Element) async throws -> Value
    ) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}

extension JSON {
    /// Without the members of these names, however deep they lie.
    fileprivate func without(_ names: Set<String>) -> JSON {
        switch self {
        case .object(let members):
            .object(
                members.filter { !names.contains($0.name) }.map { JSON.Member($0.name, $0.value.without(names)) })
        case .array(let elements): .array(elements.map { $0.without(names) })
        default: self
        }
    }
}
