import CRMCore
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp
@testable import CRMInsight

@Suite struct SegmentRouteTests {
    private static let path = "/api/customers/segments"

    @Test(arguments: TestBackend.allCases)
    func `a segment is created, filled and listed as the contract says`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try await shop.act("create", #""name": "Regulars", "description": "Buy every month""#)
            #expect(made.status == 201)
            let id = try #require(made.json["id"]?.string)
            #expect(
                made.text == """
                    {"id":"\(id)","name":"Regulars","description":"Buy every month","color":"#4477aa","kind":"static",\
                    "criteria":{},"isActive":true,"memberCount":0,"version":1,"createdAt":"2026-03-15T12:00:00Z",\
                    "updatedAt":"2026-03-15T12:00:00Z"}
                    """)
            try await shop.customer("ann")
            let member = #""customerId": "ann", "segmentId": "\#(id)""#
            let added = try await shop.act("add_member", member)
            #expect(added.status == 200)
            #expect(
                added.text == """
                    {"action":"add_member","segmentId":"\(id)","customerId":"ann","isMember":true,"changed":true,\
                    "memberCount":1,"message":"The customer was added to the segment"}
                    """)
            let again = try await shop.act("add_member", member)
            #expect(again.status == 200)
            #expect(again.json["changed"] == false)
            #expect(again.json["memberCount"] == 1)
            #expect(again.json["message"]?.string == "The customer is in the segment already")
            let empty = try await shop.segment("Others")
            let all = try await shop.get("\(Self.path)?userId=shop-1")
            #expect(all.json.names == ["segments", "customerSegments", "total", "limit", "offset"])
            #expect(Set(all.json["segments"]?.elements.compactMap { $0["id"]?.string } ?? []) == [id, empty])
            #expect(all.json["customerSegments"] == [])
            #expect(all.json["total"] == 2)
            #expect(all.headers[.init("X-Total-Count")!] == "2")
            let own = try await shop.get("\(Self.path)?userId=shop-1&customerId=ann")
            #expect(own.json["segments"]?.elements.count == 2)
            #expect(own.json["customerSegments"] == [.string(id)])
            let nobody = try await shop.get("\(Self.path)?userId=shop-1&customerId=nobody")
            #expect(nobody.status == 200)
            #expect(nobody.json["customerSegments"] == [])
            let removed = try await shop.act("remove_member", member)
            #expect(removed.json["changed"] == true)
            #expect(removed.json["memberCount"] == 0)
            #expect(try await shop.act("remove_member", member).json["changed"] == false)
            #expect(try await shop.get("\(Self.path)/\(id)").json["memberCount"] == 0)
        }
    }

    @Test func `each action has its own fields, and every fault is told at once`() async throws {
        try await TestShop.with(.sqlite) { shop in
            #expect(
                try await shop.act("create", #""color": "red""#).faults == [
                    "/name field.required", "/color field.format",
                ])
            #expect(
                try await shop.act("create", #""name": "A", "customerId": "c", "segmentId": "s""#).faults == [
                    "/customerId field.conflict", "/segmentId field.conflict",
                ])
            #expect(
                try await shop.act("add_member", #""name": "A", "isActive": true"#).faults == [
                    "/name field.conflict", "/isActive field.conflict", "/customerId field.required",
                    "/segmentId field.required",
                ])
            #expect(try await shop.act("join", #""name": "A""#).faults == ["/action field.unknown_value"])
            #expect(
                try await shop.post(Self.path, #"{"action": "create"}"#).faults.sorted()
                    == ["/name field.required", "/userId field.required"])
            #expect(
                try await shop.act("create", #""name": "A", "kind": "dynamic""#).faults == [
                    "/kind field.unknown_value"
                ])
            #expect(try await shop.get("\(Self.path)").faults == ["/userId field.required"])
            for criteria in ["[]", "3", #"{"a": 1e30}"#, #"{"a": [[[[[[[[1]]]]]]]]}"#] {
                let refused = try await shop.act("create", #""name": "A", "criteria": \#(criteria)"#)
                #expect(refused.status == 400 && refused.text.contains("/criteria"), "\(criteria)")
            }
            let long = String(repeating: "x", count: SegmentCriteria.maximumBytes)
            #expect(
                try await shop.act("create", #""name": "A", "criteria": {"a": "\#(long)"}"#).faults == [
                    "/criteria field.too_long"
                ])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what does not exist is a 404, and another account's does not exist`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.segment("A")
            try await shop.customer("ann")
            let unknown = try await shop.act("add_member", #""customerId": "ann", "segmentId": "none""#)
            #expect(unknown.status == 404 && unknown.code == "segments.unknown")
            let nobody = try await shop.act("add_member", #""customerId": "bob", "segmentId": "\#(id)""#)
            #expect(nobody.status == 404 && nobody.code == "customer.unknown")
            #expect(try await shop.get("\(Self.path)/\(id)", key: shop.otherKey).code == "segments.unknown")
            #expect(try await shop.get("\(Self.path)/\(id)/members", key: shop.otherKey).status == 404)
            #expect(try await shop.get("\(Self.path)/\(id)/members/ann").code == "segments.not_member")
            let foreign = try await shop.send(.delete, "\(Self.path)/\(id)", key: shop.otherKey)
            #expect(foreign.status == 404)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `names are unique in the account, whatever their case and accents`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.segment("Café")
            let other = try await shop.segment("Tea")
            let taken = try await shop.act("create", #""name": "CAFE""#)
            #expect(taken.status == 409 && taken.code == "segments.name_taken")
            let renamed = try await shop.put("\(Self.path)/\(other)", #"{"name": "cafe"}"#)
            #expect(renamed.code == "segments.name_taken")
            #expect(try await shop.put("\(Self.path)/\(id)", #"{"name": "CAFÉ"}"#).json["name"]?.string == "CAFÉ")
            let elsewhere = try await shop.post(
                Self.path, #"{"userId": "shop-2", "action": "create", "name": "Café"}"#, key: shop.otherKey)
            #expect(elsewhere.status == 201)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a change counts a version, null clears, and nothing changed counts none`(_ backend: TestBackend) async throws
    {
        try await TestShop.with(backend) { shop in
            let id = try await shop.segment(
                "A", ##""color": "#ABCDEF", "description": "d", "criteria": {"b": 1.50, "a": [true]}"##)
            let path = "\(Self.path)/\(id)"
            #expect(try await shop.get(path).json["criteria"]?.text == #"{"a":[true],"b":1.5}"#)
            let changed = try await shop.put(path, ##"{"description": null, "criteria": null, "color": "#000000"}"##)
            #expect(changed.json["version"] == 2)
            #expect(changed.json["description"] == .null)
            #expect(changed.json["criteria"] == [:])
            #expect(changed.json["color"]?.string == "#000000")
            #expect(try await shop.put(path, #"{"description": null}"#).json["version"] == 2)
            let plain = try await shop.put(path, #"{"color": null}"#)
            #expect(plain.json["color"]?.string == LabelColor.standard(for: "A").text)
            try await shop.customer("ann")
            _ = try await shop.act("add_member", #""customerId": "ann", "segmentId": "\#(id)""#)
            #expect(try await shop.get(path).json["version"] == 3, "members are no version")
            #expect(try await shop.put(path, #"{"isActive": false}"#).json["isActive"] == false)
            #expect(try await shop.put(path, #"{"kind": "dynamic"}"#).faults == ["/kind field.unknown"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `nobody is added to an inactive segment, and members can still leave`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob"] { try await shop.customer(id) }
            let id = try await shop.segment("A", members: ["ann"])
            _ = try await shop.put("\(Self.path)/\(id)", #"{"isActive": false}"#)
            let refused = try await shop.act("add_member", #""customerId": "bob", "segmentId": "\#(id)""#)
            #expect(refused.status == 409 && refused.code == "segments.inactive")
            let many = try await shop.post("\(Self.path)/\(id)/members", #"{"customerIds": ["bob"]}"#)
            #expect(many.code == "segments.inactive")
            let left = try await shop.act("remove_member", #""customerId": "ann", "segmentId": "\#(id)""#)
            #expect(left.json["memberCount"] == 0)
            let inactive = try await shop.get("\(Self.path)?userId=shop-1&isActive=false")
            #expect(inactive.json["total"] == 1)
            #expect(try await shop.get("\(Self.path)?userId=shop-1&isActive=true").json["total"] == 0)
        }
    }
}
