import CRMApp
import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMCustomers

/// How bulk actions are asked for and told of.
@Suite(.timeLimit(.minutes(5)))
struct BulkRouteTests {
    @Test(arguments: TestBackend.allCases)
    func `whom a filter chooses is frozen when the action is asked for`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob", "cid"] { try await shop.customer(id, #""lastName": "Lee", "status": "lost""#) }
            try await shop.customer("dan", #""lastName": "Lee""#)
            let filter = #"{"filter": {"q": "lee", "status": "lost"}}"#
            let dry = try await shop.askBulk("set_type", filter, #""customerType": "wholesale", "dryRun": true"#)
            #expect(dry.status == 200)
            #expect(dry.text == #"{"action":"set_type","dryRun":true,"matched":3,"unknown":0,"unknownIds":[]}"#)
            #expect(try await shop.get(TestShop.bulk).json["total"] == 0)
            let asked = try await shop.askBulk("set_type", filter, #""customerType": "wholesale""#)
            #expect(asked.json["matched"] == 3 && asked.json["filter"]?["q"] == "lee", "\(asked.text)")
            #expect(asked.json["parameters"] == ["customerType": "wholesale"])
            // One comes to match and one ceases to: neither counts any more.
            try await shop.customer("eve", #""lastName": "Lee", "status": "lost""#)
            _ = try await shop.put(
                "/api/customers/profiles", #"{"userId": "shop-1", "customerId": "ann", "status": "vip"}"#)
            await shop.workOff()
            let done = try await shop.bulkRun(asked.json)
            #expect(done["state"] == "succeeded" && done["changed"] == 3, "\(done.text)")
            #expect(try await shop.profile("ann")["customerType"] == "wholesale")
            #expect(try await shop.profile("eve")["customerType"] == "retail")
            #expect(done["requestedBy"]?.string?.isEmpty == false)
            let job = try await shop.get("/api/jobs/\(done["jobId"]?.string ?? "")").json
            #expect(job["state"] == "succeeded" && job["done"] == 3 && job["total"] == 3, "\(job.text)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a filter chooses whom the list with the same filters shows`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann", #""lastName": "Lee", "tags": ["A"], "customerType": "wholesale""#)
            try await shop.customer("bob", #""lastName": "Lee", "source": "referral", "tags": ["A"]"#)
            try await shop.customer("cid", #""status": "vip""#)
            try await shop.order("o", "dan", "2026-03-01T00:00:00Z", "100")
            _ = try await shop.send(.delete, "/api/customers/profiles/bob")
            let filters: [(query: String, json: String)] = [
                ("", ""), ("&q=lee", #""q": "lee""#), ("&tag=a", #""tag": "a""#), ("&q=le", #""q": "le""#),
                ("&tag=a&archived=true", #""tag": "a", "archived": true"#), ("&status=vip", #""status": "vip""#),
                ("&customerType=wholesale", #""customerType": "wholesale""#),
                ("&customerId=bob", #""customerId": "bob""#),
                ("&archived=true&source=referral", #""archived": true, "source": "referral""#),
                ("&rfmSegment=New%20Customers", #""rfmSegment": "New Customers""#),
                ("&createdAfter=2026-03-16", #""createdAfter": "2026-03-16""#),
                ("&lastOrderAfter=2026-02-01", #""lastOrderAfter": "2026-02-01""#),
                ("&q=cid&tag=none", #""q": "cid", "tag": "none""#),
            ]
            for (query, json) in filters {
                let total = try await shop.get("/api/customers/profiles?userId=shop-1\(query)").json["total"]
                let dry = try await shop.askBulk("archive", #"{"filter": {\#(json)}}"#, #""dryRun": true"#)
                #expect(dry.json["matched"] == total, "\(query): \(dry.text)")
                let run = try await shop.askBulk("restore", #"{"filter": {\#(json)}}"#)
                #expect(run.json["matched"] == total, "\(query): \(run.text)")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `requests that do not fit are refused with all that is wrong`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let ann = TestShop.ids(["ann"])
            func faults(_ action: String, _ selection: String, _ fields: String = "") async throws -> [String] {
                try await shop.askBulk(action, selection, fields).faults
            }
            #expect(try await faults("burn", ann).contains("/action field.unknown_value"))
            #expect(try await faults("archive", "{}") == ["/selection/filter field.required"])
            #expect(
                try await faults("archive", #"{"customerIds": ["ann"], "filter": {}}"#) == [
                    "/selection/filter field.conflict"
                ])
            #expect(try await faults("archive", ann, #""tag": "A""#) == ["/tag field.conflict"])
            #expect(try await faults("add_tag", ann) == ["/tag field.required"])
            #expect(
                try await faults("set_status", ann, #""status": "great", "segmentId": "x""#).sorted() == [
                    "/segmentId field.conflict", "/status field.unknown_value",
                ])
            #expect(
                try await faults("archive", #"{"filter": {"status": "x", "color": 1}}"#).sorted() == [
                    "/selection/filter/color field.unknown", "/selection/filter/status field.unknown_value",
                ])
            #expect(
                try await faults("archive", #"{"filter": {"q": "a", "archived": true}}"#) == [
                    "/selection/filter/archived field.conflict"
                ])
            let many = TestShop.ids((0...BulkLimits.ids).map { "c\($0)" })
            #expect(try await faults("archive", many) == ["/selection/customerIds field.too_many"])
            #expect(try await shop.askBulk("remove_tag", ann, #""tag": "none""#).code == "tags.unknown")
            #expect(try await shop.askBulk("add_to_segment", ann, #""segmentId": "none""#).code == "segments.unknown")
            let idle = try await shop.segment("Idle", #""isActive": false"#)
            #expect(
                try await shop.askBulk("add_to_segment", ann, #""segmentId": "\#(idle)""#).code == "segments.inactive")
            let dry = try await shop.askBulk("add_tag", ann, #""tag": "fresh", "dryRun": true"#)
            #expect(dry.status == 200)
            #expect(try await shop.get("/api/customers/tags").json["total"] == 0, "a trial makes no tag")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `ids of nobody are told, and keep nobody else out`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            try await shop.customer("zoe")
            let run = try await shop.didBulk("archive", TestShop.ids(["nobody", "ann", "ann", "nobody"]))
            #expect(run["matched"] == 1 && run["unknown"] == 1 && run["unknownIds"] == ["nobody"], "\(run.text)")
            let foreign = try await shop.askBulk("archive", TestShop.ids(["ann"]), key: shop.otherKey)
            #expect(foreign.json["matched"] == 0 && foreign.json["unknown"] == 1)
            let id = run["id"]?.string ?? ""
            #expect(try await shop.get("\(TestShop.bulk)/\(id)", key: shop.otherKey).code == "bulk.unknown")
            #expect(
                try await shop.send(.post, "\(TestShop.bulk)/\(id)/undo", key: shop.otherKey).code == "bulk.unknown")
            #expect(try await shop.get(TestShop.bulk, key: shop.otherKey).json["total"] == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a key needs the right of what the action does, to undo it too`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let key = try await shop.shop.createKey(
                shop.account, name: "few", scopes: [.profilesRead, .profilesWrite]
            ).key
            let refused = try await shop.askBulk("add_tag", TestShop.ids(["ann"]), #""tag": "A""#, key: key)
            #expect(refused.status == 403 && refused.code == "auth.missing_scope")
            #expect(try await shop.askBulk("archive", TestShop.ids(["ann"]), key: key).status == 202)
            let tagged = try await shop.didBulk("add_tag", TestShop.ids(["ann"]), #""tag": "A""#)
            let undo = "\(TestShop.bulk)/\(tagged["id"]?.string ?? "")/undo"
            #expect(try await shop.send(.post, undo, key: key).status == 403)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a request that is sent twice under one key makes one action`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let once: HTTPFields = [try #require(.init("Idempotency-Key")): "once-12345678"]
            let body = #"{"action": "archive", "selection": {"customerIds": ["ann"]}}"#
            let first = try await shop.send(.post, TestShop.bulk, body: body, headers: once)
            let second = try await shop.send(.post, TestShop.bulk, body: body, headers: once)
            #expect(first.status == 202 && second.status == 202 && first.text == second.text, "\(second.text)")
            #expect(try await shop.get(TestShop.bulk).json["total"] == 1)
            #expect(try await shop.get("/api/jobs?kind=profiles.bulk").json["total"] == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an action is not undone while it is at work, nor twice`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let asked = try await shop.askBulk("archive", TestShop.ids(["ann"]))
            let undo = "\(TestShop.bulk)/\(asked.json["id"]?.string ?? "")/undo"
            #expect(try await shop.send(.post, undo).code == "bulk.live")
            await shop.workOff()
            #expect(try await shop.send(.post, undo).status == 202)
            #expect(try await shop.send(.post, undo).code == "bulk.live")
            await shop.workOff()
            #expect(try await shop.send(.post, undo).code == "bulk.already_undone")
            #expect(try await shop.get("\(TestShop.bulk)?state=undone&action=archive").json["total"] == 1)
            #expect(try await shop.get("\(TestShop.bulk)?state=failed").json["total"] == 0)
        }
    }
}
