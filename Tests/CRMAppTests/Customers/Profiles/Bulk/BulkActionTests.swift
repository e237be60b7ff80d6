import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMCustomers

/// What bulk actions do, and what their undo brings back.
@Suite(.timeLimit(.minutes(5)))
struct BulkActionTests {
    private static let profiles = "/api/customers/profiles"

    /// Five customers of all kinds, a tag and a segment; gives the segment's id.
    private static func fill(_ shop: TestShop) async throws -> String {
        try await shop.customer("ann", #""status": "vip", "customerType": "wholesale", "tags": ["A"]"#)
        shop.clock.advance(milliseconds: 1_000)
        try await shop.customer("bob", #""source": "referral", "doNotContact": true, "tags": ["A", "B"]"#)
        shop.clock.advance(milliseconds: 1_000)
        try await shop.customer("cid")
        try await shop.customer("dan", #""status": "lost""#)
        try await shop.order("o-1", "eve", "2026-03-01T00:00:00Z", "100")
        let segment = try await shop.segment("S", members: ["bob", "cid"])
        shop.clock.advance(milliseconds: 1_000)
        _ = try await shop.send(.delete, "\(profiles)/dan")
        try await settle(shop)
        return segment
    }

    /// Lets pass whatever pause there is before figures follow.
    private static func settle(_ shop: TestShop) async throws {
        shop.clock.advance(milliseconds: 60_000)
        await shop.workOff()
    }

    private static let everyone = TestShop.ids(["ann", "bob", "cid", "dan", "eve"])

    @Test(arguments: TestBackend.allCases)
    func `each action changes those in whom it is different, and its undo brings back exactly what was`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let segment = try await Self.fill(shop)
            let cases: [(action: String, fields: String, changed: Int)] = [
                ("archive", "", 4), ("restore", "", 1), ("set_status", #""status": "vip""#, 4), ("reset_status", "", 2),
                ("set_type", #""customerType": "wholesale""#, 4), ("set_source", #""source": "referral""#, 4),
                ("set_do_not_contact", #""doNotContact": true"#, 4),
                ("set_do_not_contact", #""doNotContact": false"#, 1),
                ("add_tag", #""tag": "a""#, 3), ("remove_tag", #""tag": "A""#, 2),
                ("add_to_segment", #""segmentId": "\#(segment)""#, 3),
                ("remove_from_segment", #""segmentId": "\#(segment)""#, 2),
            ]
            #expect(Set(cases.map(\.action)) == Set(Features.bulkActions.map(\.name)))
            for (action, fields, changed) in cases {
                let before = try await shop.bulkContents()
                let told = Comment(rawValue: "\(action) \(fields)")
                let done = try await shop.didBulk(action, Self.everyone, fields)
                #expect(done["state"] == "succeeded" && done["matched"] == 5 && done["done"] == 5, told)
                #expect(done["changed"] == .number(String(changed)), told)
                #expect(done["unchanged"] == .number(String(5 - changed)), told)
                #expect(done["failed"] == 0 && done["undo"] == .null, told)
                #expect(try await shop.bulkContents() != before, told)
                #expect(try await shop.bulkViolations() == [], told)
                shop.clock.advance(milliseconds: 1_000)
                let undone = try await shop.undidBulk(done)
                #expect(undone["state"] == "undone", told)
                #expect(undone["undo"]?["restored"] == .number(String(changed)), told)
                #expect(undone["undo"]?["kept"] == 0, told)
                try await Self.settle(shop)
                #expect(try await shop.bulkContents() == before, told)
                #expect(try await shop.bulkViolations() == [], told)
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an undo leaves alone what was changed again since`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let segment = try await Self.fill(shop)
            func put(_ id: String, _ field: String) async throws {
                _ = try await shop.put(Self.profiles, #"{"userId": "shop-1", "customerId": "\#(id)", \#(field)}"#)
            }
            func check(
                _ action: String, _ fields: String, restored: Int, _ kept: Int, since: () async throws -> Void
            ) async throws {
                let done = try await shop.didBulk(action, Self.everyone, fields)
                shop.clock.advance(milliseconds: 1_000)
                try await since()
                let undo = try await shop.undidBulk(done)["undo"]
                #expect(undo?["restored"] == .number(String(restored)), "\(action)")
                #expect(undo?["kept"] == .number(String(kept)), "\(action)")
                #expect(undo?["done"] == undo?["total"], "\(action)")
                shop.clock.advance(milliseconds: 1_000)
            }
            try await check("set_status", #""status": "inactive""#, restored: 4, 1) {
                try await put("cid", #""status": "vip""#)
            }
            #expect(try await shop.profile("cid")["status"] == "vip")
            try await check("set_type", #""customerType": "distributor""#, restored: 4, 1) {
                try await put("bob", #""customerType": "wholesale""#)
            }
            try await check("archive", "", restored: 3, 1) {
                _ = try await shop.post("\(Self.profiles)/ann/restore", "{}")
            }
            // Taken off and put on again by hand: the tag is another decision's.
            try await check("add_tag", #""tag": "new""#, restored: 4, 1) {
                _ = try await shop.post("/api/customers/tags/unassign", #"{"customerIds": ["ann"], "tags": ["new"]}"#)
                _ = try await shop.post("/api/customers/tags/assign", #"{"customerIds": ["ann"], "tags": ["new"]}"#)
            }
            #expect(try await shop.tags("ann") == ["A", "new"])
            try await check("remove_from_segment", #""segmentId": "\#(segment)""#, restored: 1, 1) {
                _ = try await shop.act("add_member", #""customerId": "cid", "segmentId": "\#(segment)""#)
            }
            // The customer has said so too, since.
            try await check("set_do_not_contact", #""doNotContact": true"#, restored: 3, 1) {
                let own = #"""
                    {"customerId": "cid", "purpose": "contact", "channel": "any", "lawfulBasis": "consent",
                    "status": "denied", "source": "telephone"}
                    """#
                let told = try await shop.post("/api/customers/consents", own)
                #expect(told.status == 201)
            }
            #expect(try await shop.profile("cid")["doNotContact"] == true)
            #expect(try await shop.profile("ann")["doNotContact"] == false)
            #expect(try await shop.bulkViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a tag or segment that was removed takes what was done along, and the undo keeps the rest`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let segment = try await Self.fill(shop)
            let tagged = try await shop.didBulk("add_tag", Self.everyone, #""tag": "new""#)
            let joined = try await shop.didBulk("add_to_segment", Self.everyone, #""segmentId": "\#(segment)""#)
            let tag = try await shop.tag("new")
            _ = try await shop.send(.delete, "/api/customers/tags/\(tag)")
            _ = try await shop.send(.delete, "/api/customers/segments/\(segment)")
            #expect(try await shop.undidBulk(tagged)["undo"]?["kept"] == 5)
            #expect(try await shop.undidBulk(joined)["undo"]?["kept"] == 3)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the version of a profile advances with a bulk action, as with any change`(_ backend: TestBackend) async throws
    {
        try await TestShop.with(backend) { shop in
            _ = try await Self.fill(shop)
            let (ann, cid) = (try await shop.get("\(Self.profiles)/ann"), try await shop.get("\(Self.profiles)/cid"))
            _ = try await shop.didBulk("set_type", TestShop.ids(["ann", "cid"]), #""customerType": "wholesale""#)
            func put(_ read: TestShop.Reply) async throws -> Int {
                let id = read.json["customerId"]?.string ?? ""
                return try await shop.send(
                    .put, Self.profiles, body: #"{"userId": "shop-1", "customerId": "\#(id)", "firstName": "X"}"#,
                    headers: [.ifMatch: read.headers[.eTag] ?? ""]
                ).status
            }
            #expect(try await put(cid) == 412)
            #expect(try await put(ann) == 200, "nothing of this one was changed")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `events of a bulk action reach the other features`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            _ = try await Self.fill(shop)
            #expect(
                try await shop.get("/api/customers/rfm?userId=shop-1&customerId=eve").json["scores"]?.elements.count
                    == 1)
            let done = try await shop.didBulk("archive", #"{"filter": {}}"#)
            #expect(done["matched"] == 4)
            #expect(try await shop.get("/api/customers/rfm?userId=shop-1").json["scores"] == [])
            _ = try await shop.undidBulk(done)
            #expect(try await shop.get("/api/customers/rfm?userId=shop-1").json["scores"]?.elements.count == 1)
            let blocked = try await shop.didBulk("set_do_not_contact", TestShop.ids(["ann"]), #""doNotContact": true"#)
            let trail = try await shop.get("/api/customers/consents?customerId=ann").json["data"]?.elements
            #expect(trail?.first?["source"] == "bulk" && trail?.first?["purpose"] == "contact")
            _ = try await shop.undidBulk(blocked)
            let after = try await shop.get("/api/customers/consents?customerId=ann").json["data"]?.elements
            #expect(after?.count == 2 && after?.first?["status"] == "granted")
        }
    }
}
