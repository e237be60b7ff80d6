import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMInsight

@Suite struct SegmentMemberTests {
    private static let path = "/api/customers/segments"

    @Test(arguments: TestBackend.allCases)
    func `many are added at once, each once, and ids of nobody are told`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for id in ["ann", "bob", "cid"] { try await shop.customer(id) }
            let id = try await shop.segment("A", members: ["ann"])
            let reply = try await shop.post(
                "\(Self.path)/\(id)/members", #"{"customerIds": ["bob", "nobody", "ann", "cid", "bob", "nobody"]}"#)
            #expect(
                reply.text == """
                    {"segmentId":"\(id)","added":2,"unchanged":1,"unknown":["nobody"],"memberCount":3}
                    """)
            let tooMany = (0...SegmentLimits.joining).map { #""c\#($0)""# }.joined(separator: ",")
            let refused = try await shop.post("\(Self.path)/\(id)/members", #"{"customerIds": [\#(tooMany)]}"#)
            #expect(refused.faults == ["/customerIds field.too_many"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `members are listed newest first, by page and by cursor, with the exact total`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.segment("A")
            for number in 1...5 {
                try await shop.customer("c\(number)")
                shop.clock.advance(milliseconds: 1_000)
                _ = try await shop.act("add_member", #""customerId": "c\#(number)", "segmentId": "\#(id)""#)
            }
            func names(_ query: String) async throws -> [String] {
                let page = try await shop.get("\(Self.path)/\(id)/members?\(query)")
                return page.json["data"]?.elements.compactMap { $0["customerId"]?.string } ?? [page.text]
            }
            #expect(try await names("limit=2") == ["c5", "c4"])
            #expect(try await names("limit=2&offset=4") == ["c1"])
            #expect(try await shop.get("\(Self.path)/\(id)/members?limit=2").json["total"] == 5)
            let first = try await shop.get("\(Self.path)/\(id)/members?limit=3&cursor=&sort=createdAt")
            let next = try #require(first.json["nextCursor"]?.string)
            #expect(try await names("limit=3&sort=createdAt&cursor=\(next)") == ["c4", "c5"])
            #expect(try await names("customerId=c3") == ["c3"])
            let since = try await shop.get("\(Self.path)/\(id)/members?createdAfter=2026-03-15T12:00:03Z")
            #expect(since.json["total"] == 2)
            #expect(try await names("customerId=nobody") == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a membership is read and ended, and the segment counts it`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let id = try await shop.segment("A", members: ["ann"])
            let member = "\(Self.path)/\(id)/members/ann"
            let read = try await shop.get(member)
            #expect(
                read.text == """
                    {"customerId":"ann","segmentId":"\(id)","createdAt":"2026-03-15T12:00:00Z"}
                    """)
            let tag = read.headers[.eTag] ?? ""
            #expect(try await shop.send(.delete, member, headers: [.ifMatch: "\"old\""]).status == 412)
            #expect(try await shop.send(.delete, member, headers: [.ifMatch: tag]).text == read.text)
            #expect(try await shop.send(.delete, member).code == "segments.not_member")
            #expect(try await shop.get("\(Self.path)/\(id)").json["memberCount"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a removed segment is left by everybody, and its customers stay`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let id = try await shop.segment("A", members: ["ann"])
            let removed = try await shop.send(.delete, "\(Self.path)/\(id)")
            #expect(removed.json["memberCount"] == 1)
            #expect(try await shop.get("\(Self.path)/\(id)").code == "segments.unknown")
            let own = try await shop.get("\(Self.path)?userId=shop-1&customerId=ann")
            #expect(own.json["customerSegments"] == [])
            #expect(try await shop.profile("ann")["customerId"] == "ann")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `customers who join and leave at once leave the right count`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for number in 1...12 { try await shop.customer("c\(number)") }
            let id = try await shop.segment("A", members: (1...6).map { "c\($0)" })
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...12 {
                    for action in ["remove_member", "add_member"] {
                        group.addTask {
                            try await shop.act(action, #""customerId": "c\#(number)", "segmentId": "\#(id)""#).status
                        }
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let total = try await shop.get("\(Self.path)/\(id)/members?createdAfter=2000-01-01").json["total"]
            #expect(try await shop.get("\(Self.path)/\(id)").json["memberCount"] == total)
            #expect(try await violations(shop) == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a wrong count is found by the inspection`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let id = try await shop.segment("A", members: ["ann"])
            #expect(try await violations(shop) == [])
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                try session.execute("UPDATE customer_segments SET member_count = 5 WHERE id = \(id)")
            }
            #expect(try await violations(shop) == ["segment \(id) counts 5 members and has 1"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the service function tells whether the customer is new in the segment`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let id = try await shop.segment("A")
            let told = try await shop.shop.workplace.write(shop.account) { work in
                let ann = CustomerID(unchecked: "ann")
                return [
                    try Segments(work).addCustomerToSegment(ann, id), try Segments(work).addCustomerToSegment(ann, id),
                ]
            }
            #expect(told == [true, false])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `joining a segment is part of the customer's timeline`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            let first = try await shop.segment("A", members: ["ann"])
            shop.clock.advance(milliseconds: 5)
            let second = try await shop.segment("B", members: ["ann"])
            let part = try #require(Features.all.flatMap(\.timeline).first { $0.kind == "segment" })
            let (all, rest) = try await shop.shop.workplace.read(shop.account, scopes: [], deadline: nil) { work in
                let customer = try CustomerDirectory(work).key(of: CustomerID(unchecked: "ann"))
                let end = TimelinePlace(at: work.now.advanced(milliseconds: 1), key: 0)
                let all = try part.entries(customer, end, 10, work)
                return (all, try part.entries(customer, all.first?.place ?? end, 10, work))
            }
            #expect(all.map(\.id) == [second, first])
            #expect(all.first?.title == "Joined the segment B")
            #expect(rest.map(\.id) == [first])
        }
    }

    private func violations(_ shop: TestShop) async throws -> [String] { try await shop.violations("segments.counts") }
}
