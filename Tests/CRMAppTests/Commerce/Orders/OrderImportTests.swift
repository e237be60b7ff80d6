import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import Foundation
import HTTPTypes
import Synchronization
import Testing

/// Orders from files against orders over HTTP, and imports that are broken off.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct OrderImportTests {
    @Test(arguments: TestBackend.allCases)
    func `a file and the same orders in one request give the same database`(_ backend: TestBackend) async throws {
        let orders = TestOrder.mixed(240)
        let states = Mutex<[[String]]>([])
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            let summary = try await shop.importing(TestOrder.file(orders))
            #expect(summary.created > 0 && summary.failed > 0)
            let state = try await shop.orderState()
            states.withLock { $0.append(state) }
        }
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            let reply = try await shop.send(
                .post, "/api/customers/orders?userId=\(shop.userID)",
                body: orders.map(\.json).joined(separator: "\n"), type: "application/x-ndjson")
            #expect(reply.status == 200)
            let state = try await shop.orderState()
            states.withLock { $0.append(state) }
        }
        let (file, http) = states.withLock { ($0[0], $0[1]) }
        #expect(file == http)
        #expect(file.count > 240)
    }

    @Test(arguments: TestBackend.allCases)
    func `an import that was broken off goes on where it was and ends as if it had not been`(
        _ backend: TestBackend
    ) async throws {
        // Ids are made up, so that the part before has to be counted; some rows are wrong.
        let rows = (0..<7_000).map { row in
            row % 500 == 7 ? "c-\(row % 40),2025-03-0\(row % 9 + 1),x" : "c-\(row % 40),2025-03-0\(row % 9 + 1),\(row)"
        }
        let csv = "customer_id,placed_at,total\n" + rows.joined(separator: "\n") + "\n"
        let states = Mutex<[[String]]>([])
        let summaries = Mutex<[ImportSummary]>([])
        for isBrokenOff in [false, true] {
            try await TestShop.with(backend) { shop in
                if isBrokenOff {
                    await #expect(throws: BrokenOff.self) { try await shop.importing(csv, breakingOffAt: 2) }
                }
                let summary = try await shop.importing(csv)
                summaries.withLock { $0.append(summary) }
                let state = try await shop.orderState()
                states.withLock { $0.append(state) }
            }
        }
        #expect(states.withLock { $0[0] == $0[1] })
        #expect(summaries.withLock { $0[0] == $0[1] })
        #expect(summaries.withLock { $0[1] }.created == 6_986)
    }

    @Test func `a checkpoint counts for the same bytes read in the same way only, and until the end`() async throws {
        let csv = "order_id,customer_id,placed_at,total\n" + (0..<2_500).map { "o-\($0),c,2025-03-01,1\n" }.joined()
        try await TestShop.with(.sqlite) { shop in
            await #expect(throws: BrokenOff.self) { try await shop.importing(csv, breakingOffAt: 2) }
            try await #expect(shop.checkpoint(of: csv)?.records == 2_000)
            try await #expect(shop.checkpoint(of: csv + "o,c,2025-03-01,1\n") == nil)
            try await #expect(shop.checkpoint(of: csv, mapping: ["channel": "total"]) == nil)
            _ = try await shop.importing(csv)
            try await #expect(shop.checkpoint(of: csv) == nil)
        }
    }
}

/// Stands for the end of the process in the middle of a transaction.
private struct BrokenOff: Error {}

extension TestShop {
    private func request(
        _ csv: String, in folder: TestFolder, mapping: [String: String] = [:]
    ) throws -> ImportRequest {
        let path = folder.file("orders.csv")
        try csv.write(toFile: path, atomically: true, encoding: .utf8)
        let importer = try #require(Features.importers.first { $0.name == "orders" })
        return ImportRequest(path: path, importer: importer, format: importer.formats[0], mapping: mapping)
    }

    /// As the command does it, going on from a checkpoint that is known.
    @discardableResult
    fileprivate func importing(_ csv: String, breakingOffAt batch: Int? = nil) async throws -> ImportSummary {
        let folder = try TestFolder()
        defer { folder.remove() }
        let request = try request(csv, in: folder)
        let identity = try #require(try ImportIdentity(request))
        let checkpoint = try await shop.workplace.read(account) { work in
            try ImportRunStore(work).checkpoint(of: identity)
        }
        let batches = Mutex(0)
        return try await FileImport(workplace: shop.workplace, account: account, request: request).run(
            from: checkpoint,
            keep: { done, work in
                try ImportRunStore(work).keep(done.checkpoint, of: identity)
                let count = batches.withLock { count in
                    count += 1
                    return count
                }
                if count == batch { throw BrokenOff() }
            },
            finding: { _ in })
    }

    fileprivate func checkpoint(of csv: String, mapping: [String: String] = [:]) async throws -> ImportCheckpoint? {
        let folder = try TestFolder()
        defer { folder.remove() }
        let identity = try #require(try ImportIdentity(request(csv, in: folder, mapping: mapping)))
        return try await shop.workplace.read(account) { work in try ImportRunStore(work).checkpoint(of: identity) }
    }

    /// Everything that orders leave in the database, but for keys, a line of text each.
    fileprivate func orderState() async throws -> [String] {
        try await shop.workplace.read(account) { work in
            let user = work.account.key
            let queries: [SQL] = [
                """
                SELECT o.external_id, i.external_id, o.placed_at, o.placed_day, o.status, o.currency, o.total, o.refunded,
                    o.exchange_rate, o.value, o.channel, o.updated_at, o.fingerprint, o.created_at
                FROM orders AS o
                JOIN customer_identities AS i ON i.user_id = o.user_id AND i.customer_id = o.customer_id
                WHERE o.user_id = \(user)
                """,
                """
                SELECT o.external_id, l.line, l.sku, l.name, l.category, l.quantity, l.unit_price
                FROM order_lines AS l
                JOIN orders AS o ON o.user_id = l.user_id AND o.customer_id = l.customer_id
                    AND o.placed_at = l.placed_at AND o.order_key = l.order_key
                WHERE l.user_id = \(user)
                """,
                """
                SELECT external_id, first_name, last_name, email, phone, status, total_spent, total_orders,
                    first_order_date, last_order_date, rfm_segment
                FROM customer_profiles
                WHERE user_id = \(user)
                """,
            ]
            return try queries.flatMap { query in
                try work.session.all(query) { row in try row.readText() }
            }.sorted()
        }
    }
}

extension Row {
    /// All columns in one text.
    fileprivate mutating func readText() throws -> String { try read(RowText.self).text }
}

/// The columns of a row, whatever their types.
private struct RowText: SQLDecodable {
    let text: String

    static func read(_ source: any RowSource, _ index: Int) throws -> RowText {
        let cells = (0..<source.columnCount).map { column in
            if source.isNull(column) { return "NULL" }
            return (try? source.text(column)) ?? (try? source.int64(column)).map(String.init) ?? "?"
        }
        return RowText(text: cells.joined(separator: "|"))
    }
}

/// An order that can be written both ways.
private struct TestOrder {
    private static let columns = [
        ("order_id", "orderId", false), ("customer_id", "customerId", false), ("placed_at", "placedAt", false),
        ("updated_at", "updatedAt", false), ("total", "total", true), ("status", "status", false),
        ("currency", "currency", false), ("exchange_rate", "exchangeRate", true), ("channel", "channel", false),
        ("email", "email", false), ("phone", "phone", false), ("first_name", "firstName", false),
        ("last_name", "lastName", false),
    ]
    /// One line, or none.
    private static let lineColumns = [
        ("sku", "sku", false), ("product", "name", false), ("category", "category", false),
        ("quantity", "quantity", true), ("unit_price", "unitPrice", true),
    ]

    private let order: [String]
    private let line: [String]

    /// Orders of every kind, wrong ones among them, in rising order of their ids.
    static func mixed(_ count: Int) -> [TestOrder] {
        (0..<count).map { index in
            let at = "2025-0\(index % 9 + 1)-1\(index % 7)T0\(index % 10):30:00Z"
            let names = ["Zoë", "O'Neil \(index)", "李", "", "x\u{1F600}y"]
            let order = [
                "o-\(1000 + index)", index % 50 == 3 ? "" : "c-\(100 + index % 37)", at, at,
                index % 41 == 5 ? "-1" : index % 43 == 6 ? "1.005" : "\(index * 7 % 300).\(index % 10)",
                ["", "paid", "fulfilled", "cancelled", "pending", index == 11 ? "odd" : "refunded"][index % 6],
                index % 10 == 4 ? "EUR" : "", index % 10 == 4 && index % 20 != 4 ? "1.0825" : "",
                index % 3 == 0 ? "web" : index % 29 == 1 ? String(repeating: "w", count: 65) : "",
                index % 4 == 0 ? "Ada\(index)@Example.com" : index % 31 == 2 ? "no address" : "",
                index % 5 == 0 ? "+1 415 555 01\(10 + index % 80)" : "", names[index % 5], names[(index + 2) % 5],
            ]
            let line = [
                index % 2 == 0 ? "" : "SKU-\(index)", index % 6 == 1 ? "Tea, \"green\" \(index)" : "",
                index % 2 == 1 ? "drinks" : "", index % 2 == 1 ? "\(index % 4 + 1).5" : "",
                index % 2 == 1 ? "\(index % 90).25" : "",
            ]
            return TestOrder(order: order, line: line)
        }
    }

    private init(order: [String], line: [String]) {
        self.order = order
        self.line = line
    }

    static func file(_ orders: [TestOrder]) -> String {
        let header = (columns + lineColumns).map(\.0).joined(separator: ",")
        let rows = orders.map { order in
            (order.order + order.line).map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
        }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    var json: String {
        var members = TestOrder.members(TestOrder.columns, order)
        let isLine = !line[0].isEmpty || !line[1].isEmpty
        if isLine {
            members.append("\"lines\": [{\(TestOrder.members(TestOrder.lineColumns, line).joined(separator: ","))}]")
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private static func members(_ columns: [(String, String, Bool)], _ values: [String]) -> [String] {
        zip(columns, values).compactMap { column, value in
            guard !value.isEmpty else { return nil }
            return "\"\(column.1)\": " + (column.2 ? value : JSON.string(value).canonicalText)
        }
    }
}
