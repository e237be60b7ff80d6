import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp

/// What happened to a message.
@Suite struct CommunicationEventTests {
    private static let path = TestShop.communications

    @Test(arguments: TestBackend.allCases)
    func `the status moves only forward, and a late event fills its time`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let id = try await shop.logged("c1", #""status": "queued""#)
            shop.clock.advance(milliseconds: 3_600_000)
            let clicked = try await shop.tell(id, "clicked", at: "2026-03-15T12:30:00Z")
            #expect(clicked.status == 201 && clicked.json["status"] == "clicked")
            #expect(clicked.json["updatedAt"] == "2026-03-15T13:00:00Z")
            let late = try await shop.tell(id, "delivered", at: "2026-03-15T12:10:00Z").json
            #expect(late["status"] == "clicked" && late["deliveredAt"] == "2026-03-15T12:10:00Z")
            let earlier = try await shop.tell(id, "delivered", at: "2026-03-15T12:05:00Z").json
            #expect(earlier["deliveredAt"] == "2026-03-15T12:05:00Z")
            let bounced = try await shop.tell(id, "bounced", at: "2026-03-15T12:40:00Z").json
            #expect(bounced["status"] == "bounced" && bounced["bouncedAt"] == "2026-03-15T12:40:00Z")
            let after = try await shop.tell(id, "replied", at: "2026-03-15T12:50:00Z").json
            #expect(after["status"] == "bounced" && after["repliedAt"] == "2026-03-15T12:50:00Z")
            #expect(try await shop.tell(id, "opened", at: "2026-03-15T13:06:00Z").faults == ["/occurredAt field.range"])
            let soon = try await shop.tell(id, "opened", at: "2026-03-15T13:04:00Z").json
            #expect(soon["openedAt"] == "2026-03-15T13:00:00Z", "a clock that is fast")
            #expect(try await shop.tell("nothing", "sent").code == "communication.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an event that is told again changes nothing`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let id = try await shop.logged("c1")
            let first = try await shop.tell(
                id, "opened", at: "2026-03-15T11:00:00Z", #""eventId": "e1", "metadata": {"client": "web"}"#)
            shop.clock.advance(milliseconds: 1_000)
            let repeats = [
                try await shop.tell(id, "opened", at: "2026-03-15T11:00:00Z", #""eventId": "e1""#),
                try await shop.tell(id, "opened", #""eventId": "e1""#),
                try await shop.tell(id, "opened", at: "2026-03-15T11:00:00Z", #""eventId": "e2""#),
                try await shop.tell(id, "opened", at: "2026-03-15T11:00:00Z"),
            ]
            for reply in repeats { #expect(reply.status == 200 && reply.text == first.text) }
            let other = try await shop.tell(id, "clicked", #""eventId": "e1""#)
            #expect(other.status == 409 && other.code == "communication.event_id_used")
            // A later opening is kept, and the message stays as it is.
            let later = try await shop.tell(id, "opened", at: "2026-03-15T11:30:00Z", #""eventId": "e3""#)
            #expect(later.status == 201 && later.text == first.text)
            let events = "\(Self.path)/\(id)/events"
            #expect(try await shop.listed(events, "status") == ["sent", "opened", "opened"])
            #expect(try await shop.get(events).json["data"]?.elements.last?["metadata"] == ["client": "web"])
            #expect(try await shop.get(events).json["data"]?.elements.last?["eventId"] == "e1")
            #expect(try await shop.get(events, key: shop.otherKey).code == "communication.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases, 0..<UInt64(TestSize.scaled(3, soak: 30)))
    func `events in any order, each told twice, lead to one end`(_ backend: TestBackend, seed: UInt64) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            var random = SampleRandom(seed: seed)
            let words = ["sent", "delivered", "opened", "clicked", "replied", "bounced", "complained", "failed"]
            let news = (0..<7).map { number in
                (
                    status: words[Int(random.next() % UInt64(words.count))],
                    time: "2026-03-15T11:0\(random.next() % 5):00Z",
                    id: #""eventId": "e\#(number)""#
                )
            }
            var ends: Set<String> = []
            for _ in 0..<5 {
                let id = try await shop.logged("c1", #""status": "queued""#)
                var told = news + news
                for place in told.indices { told.swapAt(place, Int(random.next() % UInt64(told.count))) }
                for event in told {
                    #expect(
                        [200, 201].contains(try await shop.tell(id, event.status, at: event.time, event.id).status))
                }
                ends.insert(try await shop.get("\(Self.path)/\(id)").text.replacing(id, with: "ID"))
            }
            #expect(ends.count == 1, "seed \(seed)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `of events at once each is kept once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let id = try await shop.logged("c1")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        try await shop.tell(id, "opened", at: "2026-03-15T11:0\(number % 4):00Z").status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 4 && statuses.count { $0 == 200 } == 20, "\(statuses)")
            #expect(try await shop.get("\(Self.path)/\(id)").json["openedAt"] == "2026-03-15T11:00:00Z")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `beyond a thousand events only those are kept that change the message`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let id = try await shop.logged("c1", #""status": "opened", "occurredAt": "2026-03-01T00:00:00Z""#)
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                try session.execute(
                    """
                    INSERT INTO customer_communication_events (user_id, event_key, communication_key, customer_id, id,
                        status, occurred_at, metadata, created_at)
                    WITH RECURSIVE n (i) AS (
                        SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 998
                    )
                    SELECT c.user_id, 1000 + n.i, c.communication_key, c.customer_id, 'e' || n.i, 'opened',
                        c.opened_at + n.i, '{}', c.created_at
                    FROM n
                    CROSS JOIN customer_communications AS c
                    """)
            }
            let before = try await shop.get("\(Self.path)/\(id)/events").json["total"]
            #expect(before == 1000)
            #expect(try await shop.tell(id, "opened", at: "2026-03-02T00:00:00Z").status == 200)
            #expect(try await shop.get("\(Self.path)/\(id)/events").json["total"] == before)
            #expect(try await shop.tell(id, "complained", at: "2026-03-02T00:00:00Z").status == 201)
            #expect(try await shop.get("\(Self.path)/\(id)").json["status"] == "complained")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an event never changes, and the doctor finds a message that does not follow from its own`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let id = try await shop.logged("c1")
            try await shop.tell(id, "bounced")
            _ = try await shop.logged("c1", direction: "inbound", #""status": "replied""#)
            let inspection = try #require(
                Features.all.flatMap(\.inspections).first { $0.name == "communications.states" })
            #expect(try await shop.shop.workplace.run(inspection, in: shop.account).violations == [])
            await #expect(throws: (any Error).self) {
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("UPDATE customer_communication_events SET status = 'sent'")
                }
            }
            for change in ["status = 'opened'", "bounced_at = NULL", "sent_at = sent_at + 1"] {
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("UPDATE customer_communications SET \(SQL(unsafeText: change))")
                }
                let found = try await shop.shop.workplace.run(inspection, in: shop.account).violations
                #expect(!found.isEmpty, "\(change)")
            }
        }
    }
}
