import CRMApp
import CRMCore
import CRMCustomers
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

@Suite struct NoteTests {
    private static let path = TestShop.notes

    @Test(arguments: TestBackend.allCases)
    func `a note has every field of its type`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let made = try await shop.note(
                "c1", #"First line\n\nThird line"#,
                """
                "title": "Call", "noteType": "follow_up", "priority": "urgent", "isPinned": true,
                "remindAt": "2026-03-20T09:00:00Z", "author": "Ann"
                """)
            #expect(made.status == 201)
            let id = made.json["id"]?.string ?? ""
            #expect(
                made.text == """
                    {"id":"\(id)","customerId":"c1","title":"Call","content":"First line\\n\\nThird line",\
                    "noteType":"follow_up","priority":"urgent","isPinned":true,"remindAt":"2026-03-20T09:00:00Z",\
                    "completedAt":null,"author":"Ann","createdAt":"2026-03-15T12:00:00Z",\
                    "updatedAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.get("\(Self.path)/\(id)").text == made.text)
            #expect(try await shop.get("\(Self.path)/\(id)", key: shop.otherKey).code == "note.unknown")
            #expect(try await shop.note("nobody", "x").code == "customer.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `addCustomerNote of the specification writes an internal note of normal priority`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let note = try await shop.shop.workplace.write(shop.account) { work in
                try Notes(work).addCustomerNote(CustomerID(unchecked: "c1"), NoteText(content: "Likes tea"))
            }
            #expect(note.text.noteType == .internal && note.text.priority == .normal && note.text.title == nil)
            #expect(try await shop.get("\(Self.path)/\(note.id)").json["content"] == "Likes tea")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `each edit keeps the note as it was, and nothing is kept of none`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            let id = try await shop.note("c1", "one", #""author": "Ann""#).json["id"]?.string ?? ""
            for (content, author) in [("two", "Bea"), ("two", "Bea"), ("three", "Cleo")] {
                shop.clock.advance(milliseconds: 1_000)
                let body = #"{"content": "\#(content)", "author": "\#(author)"}"#
                #expect(try await shop.put("\(Self.path)/\(id)", body).json["content"]?.string == content)
            }
            let history = "\(Self.path)/\(id)/history"
            #expect(try await shop.listed(history, "content") == ["two", "one"])
            #expect(try await shop.listed(history, "author") == ["Bea", "Ann"])
            #expect(try await shop.listed(history, "createdAt") == ["2026-03-15T12:00:01Z", "2026-03-15T12:00:00Z"])
            #expect(try await shop.listed(history, "replacedAt") == ["2026-03-15T12:00:03Z", "2026-03-15T12:00:01Z"])
            #expect(try await shop.get(history).json["total"] == 2)
            #expect(try await shop.get(history, key: shop.otherKey).code == "note.unknown")
            #expect(try await shop.send(.delete, "\(Self.path)/\(id)").status == 200)
            #expect(try await shop.get(history).code == "note.unknown")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `due are open reminders, the soonest first`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.customer("c2")
            func remind(_ customer: String, _ content: String, _ at: String) async throws -> String {
                try await shop.note(customer, content, #""remindAt": "\#(at)", "priority": "high""#).json["id"]?.string
                    ?? ""
            }
            let refused = try await shop.send(.delete, "\(Self.path)/due")
            #expect(refused.status == 405 && refused.headers[.allow] == "GET, HEAD", "no note has this id")
            _ = try await remind("c1", "now", "2026-03-15T12:00:00Z")
            _ = try await remind("c1", "later", "2026-03-16T12:00:00Z")
            let early = try await remind("c2", "early", "2026-03-14T12:00:00Z")
            try await shop.note("c1", "never")
            let due = "\(Self.path)/due"
            #expect(try await shop.listed(due, "content") == ["early", "now"])
            #expect(try await shop.listed("\(due)?dueBefore=2026-03-17", "content") == ["early", "now", "later"])
            #expect(try await shop.listed("\(due)?customerId=c1", "content") == ["now"])
            #expect(try await shop.get("\(due)?priority=low").json["total"] == 0)
            _ = try await shop.put("\(Self.path)/\(early)", #"{"completedAt": "2026-03-15T11:00:00Z"}"#)
            #expect(try await shop.listed(due, "content") == ["now"])
            _ = try await shop.put("\(Self.path)/\(early)", #"{"completedAt": null}"#)
            #expect(try await shop.listed(due, "content") == ["early", "now"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `notes are filtered by customer, type, priority and pin`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await shop.customer("c1")
            try await shop.customer("c2")
            try await shop.note("c1", "a", #""noteType": "complaint", "isPinned": true"#)
            try await shop.note("c1", "b", #""priority": "high""#)
            try await shop.note("c2", "c")
            let contents = [
                "customerId=c1&sort=createdAt": ["a", "b"], "noteType=complaint": ["a"], "priority=high": ["b"],
                "isPinned=true": ["a"], "isPinned=false&customerId=c1": ["b"], "customerId=x": [],
            ]
            for (query, expected) in contents {
                #expect(try await shop.listed("\(Self.path)?\(query)", "content") == expected, "\(query)")
            }
            let wrong = try await shop.note("c1", " ", #""noteType": "rant", "priority": "now""#)
            #expect(
                Set(wrong.faults) == [
                    "/content field.format", "/noteType field.unknown_value", "/priority field.unknown_value",
                ])
        }
    }
}
