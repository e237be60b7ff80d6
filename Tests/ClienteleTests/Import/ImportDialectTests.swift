import CRMCore
import CRMTesting
import Foundation
import Testing

/// `import orders` over files as people have them: their own names, signs and encodings.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ImportDialectTests {
    @Test(arguments: TestBackend.allCases)
    func `columns of other names are mapped`(_ backend: TestBackend) async throws {
        let csv = """
            Bestellung,Kunde,Datum,Betrag,total
            7,ann,01.03.2025,"1.234,50",not this one
            8,ann,02.03.2025,"0,49",nor this
            """
        let map = ["order_id=Bestellung", "customer_id=Kunde", "placed_at=Datum", "total=Betrag"].flatMap {
            ["--map", $0]
        }
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop(currency: "EUR", timeZone: "Europe/Berlin")
            try await #expect(shop.imported(csv, map) == Tally(rows: 2, created: 2))
            try await shop.serving { api in
                try await #expect(api.order("7").total == 1234.5)
                try await #expect(api.order("7").placedAt == "2025-02-28T23:00:00Z")
                try await #expect(api.profile("ann").totalSpent == Decimal(123_499) / 100)
            }
        }
    }

    @Test(arguments: [",", ";", "\t", "|"], ["\n", "\r\n"])
    func `delimiter and line end are found out`(_ delimiter: String, _ lineEnd: String) async throws {
        let rows = [
            ["order_id", "customer_id", "placed_at", "total", "product"],
            ["A-1", "ann", "2025-03-01", "12.50", "\"Cups, small; blue |\""], ["A-2", "bob", "2025-03-02", "3", "Tea"],
        ]
        let csv = rows.map { $0.joined(separator: delimiter) + lineEnd }.joined()
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported(csv) == Tally(rows: 2, created: 2))
            try await shop.serving { api in
                let order = try await api.order("A-1")
                #expect(order.total == 12.5)
                #expect(order.lines.map(\.name) == ["Cups, small; blue |"])
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `UTF-8 with a mark, Latin-1 and UTF-16 all keep their accents`(_ backend: TestBackend) async throws {
        let text = "order_id,customer_id,placed_at,total,last_name\r\nA-1,zoë,2025-03-01,1,Müller-Strauß\r\n"
        let latin = try #require(text.data(using: .isoLatin1))
        let wide = try #require(text.data(using: .utf16LittleEndian))
        let files = [[0xEF, 0xBB, 0xBF] + Array(text.utf8), Array(latin), [0xFF, 0xFE] + Array(wide)]
        for bytes in files {
            try await Stage.with(backend) { stage in
                let shop = try await stage.openShop()
                try await #expect(Tally(shop.importing(bytes).done().json()) == Tally(rows: 1, created: 1))
                try await shop.serving { api in
                    let profiles = try await api.profiles()
                    #expect(profiles.map(\.customerId) == ["zoë"])
                    #expect(profiles.map(\.lastName) == ["Müller-Strauß"])
                }
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a dash reads the standard input`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let path = stage.folder.file("piped.csv")
            try Data("order_id;customer_id;placed_at;total\nA-1;ann;2025-03-01;9,90\n".utf8).write(
                to: URL(filePath: path))
            let words = ["import", "orders", "-", "--account", shop.userID, "--json"]
            let outcome = try await stage.run(words, input: .file(path)).done()
            try #expect(Tally(outcome.json()) == Tally(rows: 1, created: 1))
            let empty = try await stage.run(words)
            #expect(empty.status == 65)
            #expect(empty.err == "error: the file is empty: expected a header row\n")
        }
    }

    @Test func `an order in another currency needs its rate and is converted by it`() async throws {
        let csv = """
            order_id,customer_id,placed_at,total,currency,exchange_rate
            A-1,ann,2025-03-01,100,EUR,1.0837
            A-2,ann,2025-03-01,1000,JPY,0.0066667
            A-3,ann,2025-03-01,5,usd,
            A-4,ann,2025-03-01,5,EUR,
            """
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported(csv) == Tally(rows: 4, created: 3, failed: 1))
            try await shop.serving { api in
                try await #expect(api.profile("ann").totalSpent == Decimal(12004) / 100)
                try await #expect(api.order("A-2").total == 1000)
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a header without rows is an import of nothing`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported("order_id,customer_id,placed_at,total\n") == Tally(rows: 0))
            try await #expect(shop.imported("customer_id,placed_at,total") == Tally(rows: 0))
        }
    }
}
