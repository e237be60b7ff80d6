import CRMCore
import CRMTesting
import Foundation
import Testing

/// `import orders` over files with mistakes: each is told with its place, and keeps nothing else out.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ImportFaultTests {
    @Test(arguments: TestBackend.allCases)
    func `bad rows are named in the error file and the good ones go in`(_ backend: TestBackend) async throws {
        let csv = """
            Nr,customer_id,placed_at,total,sku,quantity,unit_price
            A-1,ann,2025-03-01,10.00,,,
            A-2,ann,2025-02-30,10.00,,,
            A-3,ann,2025-03-03,ten,,,
            A-4,,2025-03-04,10.00,,,
            A-5,ann,2025-03-05,10.005,,,
            A-6,ann,2025-03-06,10.00,CUP,1,5.00
            A-6,ann,2025-03-06,10.00,POT,-1,5.00
            A-7,ann,2025-03-07
            A-8,bob,2025-03-08,12.00,,,
            """
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let errors = stage.folder.file("errors.csv")
            let tally = try await shop.imported(csv, ["--map", "order_id=Nr", "--errors", errors])
            #expect(tally == Tally(rows: 9, created: 2, failed: 6))
            let found = try Finding.read(errors)
            #expect(
                found.map(\.place) == ["3 placed_at", "4 total", "5 customer_id", "6 total", "8 quantity", "9 "])
            #expect(found.map(\.value) == ["2025-02-30", "ten", "", "10.005", "-1", ""])
            #expect(found.allSatisfy { !$0.reason.isEmpty })
            #expect(found.last?.reason == "expected 7 fields, found 3")
            try await shop.serving { api in
                try await #expect(api.orders().map(\.orderId).sorted() == ["A-1", "A-8"])
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `mending the bad rows and importing again completes the shop`(_ backend: TestBackend) async throws {
        let header = "order_id,customer_id,placed_at,total\n"
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let bad = header + "A-1,ann,2025-03-01,10\nA-2,ann,2025-03-02,?\n"
            try await #expect(shop.imported(bad) == Tally(rows: 2, created: 1, failed: 1))
            let good = header + "A-1,ann,2025-03-01,10\nA-2,ann,2025-03-02,5\n"
            try await #expect(shop.imported(good) == Tally(rows: 2, created: 1, unchanged: 1))
        }
    }

    @Test func `without an error file the first findings go to standard error`() async throws {
        let rows = (1...14).map { "A-\($0),ann,2025-03-01,?\n" }.joined()
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let outcome = try await shop.importing(("order_id,customer_id,placed_at,total\n" + rows).utf8).done()
            try #expect(Tally(outcome.json()) == Tally(rows: 14, failed: 14))
            #expect(outcome.err.contains("line 2, total: not a number"))
            #expect(outcome.err.contains("line 11, total"))
            #expect(!outcome.err.contains("line 12, total"))
            #expect(outcome.err.contains("… and 4 more; --errors FILE keeps them all"))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `rows of one order in two places are refused, not merged`(_ backend: TestBackend) async throws {
        let csv = """
            order_id,customer_id,placed_at,total,sku
            A-1,ann,2025-03-01,10,CUP
            A-2,ann,2025-03-01,20,CUP
            A-1,ann,2025-03-01,10,POT
            """
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let errors = stage.folder.file("errors.csv")
            try await #expect(shop.imported(csv, ["--errors", errors]) == Tally(rows: 3, created: 2, failed: 1))
            try #expect(Finding.read(errors).map(\.place) == ["4 "])
            try await shop.serving { api in try await #expect(api.order("A-1").lines.map(\.sku) == ["CUP"]) }
        }
    }

    @Test func `rows of one order that contradict each other are refused with the column`() async throws {
        let csv = """
            order_id,customer_id,placed_at,total,sku
            A-1,ann,2025-03-01,10,CUP
            A-1,bob,2025-03-01,10,POT
            A-2,ann,2025-03-01,10,CUP
            A-2,ann,2025-03-01,11,POT
            """
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let errors = stage.folder.file("errors.csv")
            try await #expect(shop.imported(csv, ["--errors", errors]) == Tally(rows: 4, failed: 2))
            try #expect(Finding.read(errors).map(\.place) == ["3 customer_id", "5 total"])
        }
    }

    @Test(arguments: [
        ("", "the file is empty: expected a header row"),
        ("\n\n", "the file is empty: expected a header row"),
        (
            "order_id,customer,date\n1,2,3\n",
            """
            the file lacks customer_id, placed_at, total, which format generic needs; it has order_id, customer, date. \
            Name other columns with --map field=column
            """
        ),
        (
            "customer_id,placed_at,total,Total\nann,2025-03-01,1,2\n",
            "more than one column is named \"total\": columns 3, 4"
        ),
    ])
    func `a file that cannot be read at all is refused in one sentence`(
        _ csv: String, _ message: String
    ) async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let outcome = try await shop.importing(csv.utf8)
            #expect(outcome.status == 65)
            #expect(outcome.out.isEmpty)
            #expect(outcome.err == "error: \(message)\n")
        }
    }

    @Test func `a missing file, a folder and a workbook are told apart`() async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let words = ["--account", shop.userID, "--json"]
            let missing = try await stage.run(["import", "orders", stage.folder.file("none.csv")] + words)
            #expect(missing.status == 65)
            #expect(missing.err.contains("there is no file"))
            let folder = try await stage.run(["import", "orders", stage.folder.path] + words)
            #expect(folder.status == 65)
            #expect(folder.err.contains("is a directory"))
            let zip = try await shop.importing(Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 200))
            #expect(zip.status == 65)
            #expect(zip.err.contains("ZIP archive"))
        }
    }

    @Test(arguments: [
        (["--map", "customer=Kunde"], 65, "customer cannot be mapped"),
        (["--map", "customer_id=Kunde"], 65, "there is no column \"Kunde\""),
        (["--map", "customer_id"], 64, "--map takes field=column"),
        (["--format", "excel"], 64, "--format must be one of generic, shopify-orders"),
        (["--delimiter", "x"], 64, "--delimiter must be"),
        (["--encoding", "ebcdic"], 64, "--encoding must be"),
        (["--day-order", "ymd"], 64, "--day-order must be"),
        (["--errors", "/nowhere/errors.csv"], 64, "/nowhere/errors.csv cannot be written"),
    ])
    func `a wrong option is named and nothing goes in`(
        _ flags: [String], _ status: Int32, _ message: String
    ) async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let outcome = try await shop.importing("customer_id,placed_at,total\nann,2025-03-01,1\n".utf8, flags)
            #expect(outcome.status == status)
            #expect(outcome.out.isEmpty)
            #expect(outcome.err.contains(message))
            try await shop.serving { api in try await #expect(api.orders().isEmpty) }
        }
    }

    @Test func `dates with slashes wait for the order of day and month`() async throws {
        let csv = "order_id,customer_id,placed_at,total\nA-1,ann,03/04/2025,1\n"
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            try await #expect(shop.imported(csv) == Tally(rows: 1, failed: 1))
            try await #expect(shop.imported(csv, ["--day-order", "dmy"]) == Tally(rows: 1, created: 1))
            try await shop.serving { api in
                try await #expect(api.order("A-1").placedAt == "2025-04-03T00:00:00Z")
            }
        }
    }
}

/// A row of the error file.
struct Finding: Equatable {
    let place: String
    let reason: String
    let value: String

    /// Reads a file whose cells hold neither quotes nor delimiters in quotes.
    static func read(_ path: String) throws -> [Finding] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
        guard lines.first == "line,column,reason,value" else { throw TestFailure("Header: \(lines.first ?? "none")") }
        return try lines.dropFirst().map { line in
            let cells = cells(of: line)
            guard cells.count == 4 else { throw TestFailure("A row of four cells: \(line)") }
            return Finding(place: "\(cells[0]) \(cells[1])", reason: cells[2], value: cells[3])
        }
    }

    /// A comma between quotes is part of the cell; the apostrophe that guards a formula is not.
    private static func cells(of line: Substring) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells.map { $0.hasPrefix("'") ? String($0.dropFirst()) : $0 }
    }
}
