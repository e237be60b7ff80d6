import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import HTTPTypes
import Logging
import Testing

extension TestShop {
    /// Begins an import, of orders unless told otherwise; `fields` is JSON text of further members.
    func newImport(_ fields: String = "", kind: String = "orders", key: String? = nil) async throws -> String {
        let more = fields.isEmpty ? "" : ", " + fields
        let reply = try await post("/api/imports", #"{"kind": "\#(kind)"\#(more)}"#, key: key)
        #expect(reply.status == 201 && reply.json["state"] == "waiting_for_file", "\(reply.text)")
        return try #require(reply.json["id"]?.string)
    }

    func upload(
        _ id: String, _ text: String, type: String = "text/csv", key: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await send(.put, "/api/imports/\(id)/file", body: text, type: type, key: key, headers: headers)
    }

    func verb(_ id: String, _ verb: String, key: String? = nil) async throws -> Reply {
        try await send(.post, "/api/imports/\(id)/\(verb)", key: key)
    }

    func importState(_ id: String) async throws -> JSON { try await get("/api/imports/\(id)").json }

    /// A process of workers.
    func importRunner() -> JobRunner {
        JobRunner(
            workplace: shop.workplace, accounts: AccountRegistry(database: shop.database), features: Features.all,
            settings: JobSettings(workers: 1, lease: .seconds(30)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Works until no job is due.
    func workOff() async {
        let runner = importRunner()
        while await runner.workOnce() {}
    }

    /// Takes a text in from beginning to end; gives the import as it is then.
    @discardableResult
    func imported(_ csv: String, _ fields: String = "", kind: String = "orders") async throws -> JSON {
        let id = try await newImport(fields, kind: kind)
        let file = try await upload(id, csv)
        #expect(file.status == 200, "\(file.text)")
        let started = try await verb(id, "start")
        #expect(started.status == 200 && started.json["state"] == "queued", "\(started.text)")
        await workOff()
        return try await importState(id)
    }

    /// Takes an import back; gives it as it is then.
    func undone(_ id: String) async throws -> JSON {
        let reply = try await verb(id, "undo")
        #expect(reply.status == 200 && reply.json["state"] == "undoing", "\(reply.text)")
        await workOff()
        return try await importState(id)
    }

    func count(_ table: SQL) async throws -> Int {
        try await shop.workplace.read(account) { work in
            try work.session.value("SELECT count(*) FROM \(table) WHERE user_id = \(work.account.key)")
        }
    }

    /// All that orders leave in the database, but for keys and the times of changes.
    func contents() async throws -> [String] {
        let orders = try await shop.workplace.read(account) { work in
            let user = work.account.key
            let queries: [SQL] = [
                """
                SELECT o.external_id, i.external_id, o.placed_at, o.placed_day, o.status, o.total, o.refunded, o.value,
                    o.channel, o.updated_at, o.fingerprint
                FROM orders AS o
                JOIN customer_identities AS i ON i.user_id = o.user_id AND i.customer_id = o.customer_id
                WHERE o.user_id = \(user)
                """,
                """
                SELECT o.external_id, l.line, l.sku, l.name, l.quantity, l.unit_price
                FROM order_lines AS l
                JOIN orders AS o ON o.user_id = l.user_id AND o.order_key = l.order_key
                    AND o.customer_id = l.customer_id AND o.placed_at = l.placed_at
                WHERE l.user_id = \(user)
                """,
                """
                SELECT p.external_id, p.first_name, p.email, p.status, p.total_spent, p.total_orders, p.first_order_date,
                    p.last_order_date, p.rfm_segment, s.rfm_score, t.text
                FROM customer_profiles AS p
                LEFT JOIN customer_rfm_scores AS s ON s.user_id = p.user_id AND s.customer_id = p.customer_id
                LEFT JOIN customer_search AS t ON t.user_id = p.user_id AND t.customer_id = p.customer_id
                WHERE p.user_id = \(user)
                """,
                "SELECT external_id FROM customer_identities WHERE user_id = \(user)",
                "SELECT prefix, rank FROM customer_search_prefixes WHERE user_id = \(user)",
            ]
            return try queries.flatMap { query in
                try work.session.all(query) { row in try row.read(RowCells.self).text }
            }
        }
        return orders.sorted()
    }
}

/// The columns of a row in one text, whatever their types.
private struct RowCells: SQLDecodable {
    let text: String

    static func read(_ source: any RowSource, _ index: Int) throws -> RowCells {
        let cells = (0..<source.columnCount).map { column in
            if source.isNull(column) { return "NULL" }
            return (try? source.text(column)) ?? (try? source.int64(column)).map(String.init) ?? "?"
        }
        return RowCells(text: cells.joined(separator: "|"))
    }
}

/// Orders as a file: `count` of them by `customers` customers.
func orderFile(_ count: Int, customers: Int = 40, prefix: String = "o", total: Int = 10) -> String {
    "order_id,customer_id,placed_at,total,sku,email\n"
        + (0..<count).map { row in
            let customer = "\(prefix)c-\(row % customers)"
            let day = row % 28 + 1
            return
                "\(prefix)-\(100_000 + row),\(customer),2026-02-\(day < 10 ? "0" : "")\(day),\(total + row % 90),s-\(row % 7),"
                + "\(customer)@example.com\n"
        }.joined()
}
