import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import Testing

/// What contacts, notes and consents add to the stream of one customer, and what outlives their customer.
@Suite struct ContactTimelineTests {
    @Test(arguments: TestBackend.allCases)
    func `notes, consents and addresses are parts of the timeline, newest first and page by page`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.customer("c2")
            for customer in ["c1", "c2"] {
                for _ in 1...3 {
                    shop.clock.advance(milliseconds: 1_000)
                    try await shop.note(customer, "n")
                    try await shop.consent(customer, "survey", "granted")
                    try await shop.address(customer)
                }
            }
            let kinds: Set = ["note", "consent", "address"]
            let parts = Features.all.flatMap(\.timeline).filter { kinds.contains($0.kind) }
            #expect(parts.count == 3)
            let places = try await shop.shop.workplace.read(shop.account) { work in
                let key = try CustomerDirectory(work).key(of: CustomerID(unchecked: "c1"))
                return try parts.map { part in
                    var seen: [TimelinePlace] = []
                    var place = TimelinePlace(at: Instant.range.upperBound, key: .max)
                    while let last = try part.entries(key, place, 2, work).map({ (seen.append($0.place), $0.place).1 })
                        .last
                    { place = last }
                    return seen
                }
            }
            for seen in places { #expect(seen.count == 3 && seen == seen.sorted(by: >)) }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the doctor finds nothing wrong, and what was changed behind the trail's back`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1", #""doNotContact": true"#)
            try await shop.prefer("c1", #""marketingEmails": true, "gdprConsent": true"#)
            let id = try await shop.note("c1", "one").json["id"]?.string ?? ""
            _ = try await shop.put("\(TestShop.notes)/\(id)", #"{"content": "two"}"#)
            let names: Set = ["consents.contact", "consents.preferences", "notes.versions"]
            let inspections = Features.all.flatMap(\.inspections).filter { names.contains($0.name) }
            #expect(inspections.count == 3)
            for inspection in inspections {
                #expect(try await shop.shop.workplace.run(inspection, in: shop.account).violations == [])
            }
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                try session.execute("UPDATE customer_profiles SET do_not_contact = (1 = 0)")
                try session.execute("UPDATE customer_preferences SET marketing_emails = (1 = 0)")
                try session.execute("DELETE FROM customer_note_versions")
            }
            for inspection in inspections {
                #expect(try await shop.shop.workplace.run(inspection, in: shop.account).violations.count == 1)
            }
        }
    }
}
