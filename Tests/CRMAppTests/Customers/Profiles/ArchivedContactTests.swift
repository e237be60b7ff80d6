import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp

/// Notes and addresses of archived customers.
@Suite struct ArchivedContactTests {
    private static let path = "/api/customers/profiles"
    private static let inspections = ["notes.archived", "addresses.archived"]
    private static let reminder = #""title": "Call", "priority": "high", "remindAt": "2026-03-16T09:00:00Z""#

    /// What each list of the whole account shows, by customer.
    private static let lists = [
        TestShop.notes + "?", TestShop.notes + "?sort=updatedAt", TestShop.notes + "?noteType=internal",
        TestShop.notes + "?priority=high", TestShop.notes + "?isPinned=false",
        TestShop.notes + "?createdAfter=2000-01-01", TestShop.notes + "/due?dueBefore=2100-01-01",
        TestShop.addresses + "?", TestShop.addresses + "?sort=-updatedAt", TestShop.addresses + "?country=DE",
        TestShop.addresses + "?addressType=shipping",
    ]

    private func check(_ shop: TestShop, _ expected: [String]) async throws {
        for list in Self.lists {
            let page = try await shop.get(list)
            let ids = page.json["data"]?.elements.compactMap { $0["customerId"]?.string }
            #expect(ids?.sorted() == expected, "\(list): \(page.text)")
            #expect(page.json["total"] == .number(String(expected.count)), "\(list)")
        }
        for name in Self.inspections { #expect(try await shop.violations(name) == [], "\(name)") }
    }

    @Test(arguments: TestBackend.allCases)
    func `notes and addresses of an archived customer leave the account's lists and stay the customer's own`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            var noteIDs: [String] = []
            for id in ["ann", "bob"] {
                try await shop.customer(id)
                noteIDs.append(try #require(try await shop.note(id, "n", Self.reminder).json["id"]?.string))
                try await shop.address(id)
            }
            try await check(shop, ["ann", "bob"])
            _ = try await shop.send(.delete, "\(Self.path)/ann")
            try await check(shop, ["bob"])
            for list in [TestShop.notes + "?", TestShop.notes + "/due?dueBefore=2100-01-01&", TestShop.addresses + "?"]
            {
                #expect(try await shop.get("\(list)customerId=ann").json["total"] == 1, "\(list)")
            }
            #expect(try await shop.get("\(TestShop.notes)/\(noteIDs[0])").status == 200)
            // What is written meanwhile is not listed either.
            try await shop.note("ann", "later", Self.reminder)
            try await shop.address("ann", #""addressType": "home""#)
            try await check(shop, ["bob"])
            #expect(try await shop.get("\(TestShop.notes)?customerId=ann").json["total"] == 2)
            _ = try await shop.post("\(Self.path)/ann/restore", "{}")
            #expect(try await shop.get(TestShop.notes).json["total"] == 3)
            #expect(try await shop.get(TestShop.addresses).json["total"] == 3)
            for name in Self.inspections { #expect(try await shop.violations(name) == [], "\(name)") }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `archiving while notes and addresses are written leaves the lists right`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for number in 1...6 { try await shop.customer("c\(number)") }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...6 {
                    for round in 1...3 {
                        group.addTask { try await shop.note("c\(number)", "n\(round)").status }
                        group.addTask { try await shop.address("c\(number)").status }
                    }
                    group.addTask { try await shop.send(.delete, "\(Self.path)/c\(number)").status }
                    group.addTask { try await shop.post("\(Self.path)/c\(7 - number)/restore", "{}").status }
                }
                for try await status in group { #expect([200, 201].contains(status)) }
            }
            for name in Self.inspections { #expect(try await shop.violations(name) == [], "\(name)") }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what notes and addresses say of the archiving is held against the profiles`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("ann")
            try await shop.note("ann", "n")
            try await shop.address("ann")
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                try session.execute("UPDATE customer_profiles SET archived_at = 1")
            }
            for name in Self.inspections { #expect(try await shop.violations(name).count == 1, "\(name)") }
        }
    }
}
