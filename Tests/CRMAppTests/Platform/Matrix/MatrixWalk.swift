import CRMApp
import CRMCore
import CRMDatabase
import HTTPTypes
import Testing

@testable import CRMPlatform

/// The matrix on two filled accounts: its rows are examples of operations, its columns ways to call them wrongly.
struct MatrixWalk: Sendable {
    let shop: MatrixShop
    let rows: [Row]
    private let table: MatrixRows
    private let keys: Keys
    /// The foreign account as it has to stay.
    private let untouched: [String: [String]]

    /// An example of an operation, with the other account's own calls of it.
    struct Row: Sendable, CustomStringConvertible {
        let operation: MatrixOperation
        let example: MatrixCase.Example
        let index: Int
        /// What the other account could call next.
        let twin: MatrixCall
        /// What it has called, under the key of the row; nil for what takes no key.
        let sent: MatrixCall?
        /// The other account's place in the list; nil for what is none.
        var cursor: String?
        /// What the own account reads when the other one is empty; nil for what writes.
        let alone: (call: MatrixCall, text: String)?

        var description: String { "\(operation) (\(index))" }
        var idempotencyKey: String { "matrix-\(index)" }
    }

    /// Keys of the own account.
    private struct Keys: Sendable {
        let revoked: String
        /// Keys that may do all but one thing.
        let lacking: [Scope: String]
    }

    // MARK: Filling

    /// Fills both accounts: things of every kind, good calls of every operation, a word in every text of the other one.
    static func begin(_ shop: MatrixShop) async throws -> MatrixWalk {
        let keys = try await makeKeys(shop.own)
        for side in [shop.own, shop.foreign] {
            for area in MatrixCase.areas { try await area.fill(side) }
        }
        let examples = try shop.operations.flatMap { operation in
            try shop.examples(operation).map { (operation, $0) }
        }
        var reads: [Int: MatrixCall] = [:]
        for (index, (operation, example)) in examples.enumerated() where operation.method == .get {
            reads[index] = try await shop.call(operation, example, in: shop.own)
        }
        var alone: [Int: (MatrixCall, String)] = [:]
        for (index, call) in reads { alone[index] = (call, try await shop.own.send(call).text) }
        var rows: [Row] = []
        for (index, (operation, example)) in examples.enumerated() {
            let key = "matrix-\(index)"
            var sent: MatrixCall?
            if operation.method == .post {
                let call = try await shop.call(operation, example, in: shop.foreign)
                let reply = try await shop.foreign.send(call, headers: [.idempotencyKey: key])
                #expect((200..<300).contains(reply.status), "\(operation) by the other account: \(reply.text)")
                sent = call
            }
            let twin = try await shop.call(operation, example, in: shop.foreign)
            rows.append(
                Row(
                    operation: operation, example: example, index: index, twin: twin, sent: sent,
                    alone: alone[index]))
        }
        for (index, row) in rows.enumerated() where row.operation.isList {
            rows[index].cursor = try await cursor(of: row.twin, shop)
        }
        return try await MatrixWalk(shop, rows, keys)
    }

    private static func makeKeys(_ own: TestShop) async throws -> Keys {
        let revoked = try await own.shop.createKey(own.account, name: "old", scopes: Set(Scope.allCases))
        _ = try await own.send(.delete, "/api/api-keys/\(revoked.id)")
        var lacking: [Scope: String] = [:]
        for scope in Scope.allCases {
            let rest = Set(Scope.allCases).subtracting([scope])
            lacking[scope] = try await own.shop.createKey(own.account, name: "lacking", scopes: rest).key
        }
        return Keys(revoked: revoked.key, lacking: lacking)
    }

    /// Where the other account stands behind the first entry of its list.
    private static func cursor(of call: MatrixCall, _ shop: MatrixShop) async throws -> String? {
        // Filters leave too little of the list.
        let ids = call.operation.parameters.filter { $0.place == "query" && !$0.isRequired }.map(\.name)
        var whole = call
        whole.query.removeAll { ids.contains($0.name) }
        let reply = try await shop.foreign.send(whole.asking("limit", "1").asking("cursor", ""))
        let link = HTTPField.Name("Link").flatMap { reply.headers[$0] }
            .flatMap { $0.firstMatch(of: /cursor=([^&>]+)/) }.map { String($0.1) }
        let cursor = reply.json["nextCursor"]?.string ?? link
        #expect(cursor != nil, "\(call.operation): fill the other account's list with two entries: \(reply.text)")
        return cursor
    }

    private init(_ shop: MatrixShop, _ rows: [Row], _ keys: Keys) async throws {
        self.shop = shop
        self.rows = rows
        self.keys = keys
        table = try await MatrixRows(shop.own.shop.database)
        let filled = try await table.dump(shop.foreign.account.key)
        for (name, rows) in filled where rows.isEmpty && MatrixCase.emptyTables[name] == nil {
            Issue.record("The other account has no row in \(name): let an area fill it.")
        }
        let marked = try await table.mark(shop.foreign.account.key, with: MatrixShop.canary)
        #expect(marked["customer_profiles"]?.contains("first_name") == true, "\(marked)")
        untouched = try await table.dump(shop.foreign.account.key)
    }

    // MARK: Walking

    /// What the own account reads is what it read while the other one was empty: no total and no sum holds more.
    func expectReadsAsAlone() async throws {
        for row in rows {
            guard let (call, text) = row.alone else { continue }
            let now = try await shop.own.send(call).text
            #expect(now == text, "\(row) reads otherwise beside another account")
        }
    }

    func walk(_ row: Row) async throws {
        try await callAsOwner(row)
        try await callWithForeignIDs(row)
        try await callWithoutRight(row)
        try await expectForeignUnchanged("\(row)")
    }

    func expectForeignUnchanged(_ what: String) async throws {
        let now = try await table.dump(shop.foreign.account.key)
        #expect(MatrixRows.changes(untouched, now) == [], "\(what) changed the other account")
    }

    /// The own call works, also under a key and from a place that are the other account's.
    private func callAsOwner(_ row: Row) async throws {
        let call = try await fresh(row)
        let reply = try await shop.own.send(call)
        #expect((200..<300).contains(reply.status), "\(row), the own call: \(reply.text)")
        expectClean(reply, call, "\(row), the own call")
        if row.operation.method == .post {
            let call = try await fresh(row)
            let reply = try await shop.own.send(call, headers: [.idempotencyKey: row.idempotencyKey])
            let what = "\(row) under the other account's Idempotency-Key"
            #expect((200..<300).contains(reply.status), "\(what): \(reply.text)")
            #expect(reply.headers[.idempotentReplayed] == nil, "\(what)")
            expectClean(reply, call, what)
        }
        if let cursor = row.cursor {
            let call = try await fresh(row).asking("cursor", cursor)
            let reply = try await shop.own.send(call)
            let what = "\(row) from the other account's cursor"
            #expect([200, 400].contains(reply.status), "\(what): \(reply.text)")
            expectClean(reply, call, what)
        }
    }

    /// One id after the other is the other account's, then all of them.
    private func callWithForeignIDs(_ row: Row) async throws {
        let example = row.example
        for name in example.chosen {
            guard let id = row.sent?.text(of: name) else { continue }
            let call = try await fresh(row).choosing(name, id)
            let reply = try await shop.own.send(call)
            #expect((200..<300).contains(reply.status), "\(row), a chosen \(name): \(reply.text)")
            expectClean(reply, call, "\(row), a chosen \(name)")
        }
        for (name, id) in row.twin.ids { try await attack(row, [name: id]) }
        if row.twin.ids.count > 1 { try await attack(row, row.twin.ids) }
    }

    private func attack(_ row: Row, _ ids: [String: String]) async throws {
        let what = "\(row), foreign \(ids.keys.sorted().joined(separator: ", "))"
        let call = try await fresh(row)
        let before = try await table.dump(shop.own.account.key)
        let attack = ids.reduce(call) { $0.with($1.key, $1.value) }
        let reply = try await shop.own.send(attack)
        expectClean(reply, attack, what)
        let needed = Set(row.operation.parameters.filter(\.isRequired).map(\.name))
        let isFilter = row.operation.isList && needed.isDisjoint(with: ids.keys)
        if ids.keys.allSatisfy({ row.example.skipped.contains($0) }) {
            #expect((200..<300).contains(reply.status), "\(what): \(reply.text)")
        } else if isFilter {
            #expect(reply.status == 200 && reply.json.isEmptyPage, "\(what): \(reply.text)")
        } else {
            #expect(reply.status == 404, "\(what): \(reply.text)")
            let now = try await table.dump(shop.own.account.key)
            #expect(MatrixRows.changes(before, now) == [], "\(what) changed the own account")
        }
        // What belongs to another account is answered like what is nowhere.
        let n = shop.nextNumber()
        let nowhere = ids.reduce(call) { $0.with($1.key, "nowhere-\(n)-\($1.key)") }
        let other = try await shop.own.send(nowhere)
        #expect(other.status == reply.status, "\(what): \(reply.text), an unknown one: \(other.text)")
        if reply.status == 404 || row.operation.method == .get {
            #expect(reply.told(without: attack.ids) == other.told(without: nowhere.ids), "\(what)")
        }
    }

    /// Without a key, with an ended one, with one that lacks the scope, in the name of the other account.
    private func callWithoutRight(_ row: Row) async throws {
        let call = try await fresh(row)
        let before = try await table.dump(shop.own.account.key)
        func expect(_ status: Int, _ code: String, _ call: MatrixCall, key: String?) async throws {
            let reply = try await shop.own.send(call, key: key)
            let what = "\(row), \(status) \(code)"
            #expect(reply.status == status && reply.code == code, "\(what): \(reply.text)")
            expectClean(reply, call, what)
        }
        try await expect(401, "auth.missing_credential", call, key: "")
        try await expect(401, "auth.unknown_credential", call, key: keys.revoked)
        try await expect(401, "auth.unknown_credential", call, key: "clk_1_1_" + String(repeating: "0", count: 64))
        try await expect(403, "auth.missing_scope", call, key: keys.lacking[row.operation.scope])
        let foreign = shop.foreign.userID
        try await expect(403, "auth.account_mismatch", call.asking("userId", foreign), key: nil)
        if call.body != nil, !row.example.isLine {
            try await expect(403, "auth.account_mismatch", call.saying("userId", foreign), key: nil)
        }
        let now = try await table.dump(shop.own.account.key)
        #expect(MatrixRows.changes(before, now) == [], "\(row) without the right changed the own account")
        if row.example.isLine {
            let reply = try await shop.own.send(call.saying("userId", foreign))
            #expect(reply.status == 200 && reply.text.contains("auth.account_mismatch"), "\(row): \(reply.text)")
        }
    }

    private func fresh(_ row: Row) async throws -> MatrixCall {
        try await shop.call(row.operation, row.example, in: shop.own)
    }

    /// Nothing of the other account is in the answer but what the call itself named.
    private func expectClean(_ reply: TestShop.Reply, _ call: MatrixCall, _ what: String) {
        let words = reply.headers.map(\.value) + [reply.text]
        for text in words {
            #expect(!text.contains(MatrixShop.canary), "\(what) tells of the other account: \(text)")
        }
        let named = Set(call.ids.values)
        for row in rows {
            for id in row.twin.ids.values where !named.contains(id) && id.utf8.count > 16 {
                #expect(!reply.text.contains(id), "\(what) tells an id of the other account")
            }
        }
    }
}

extension MatrixCall {
    /// The text under a name in the body or the line.
    fileprivate func text(of name: String) -> String? {
        if let id = ids[name] { return id }
        var found: String?
        _ = body?.mappingTexts { member, text in
            if member == name { found = text }
            return text
        }
        return found
    }

    /// The same with another text under the name.
    fileprivate func choosing(_ name: String, _ id: String) -> MatrixCall {
        var call = with(name, id)
        call.body = body?.mappingTexts { member, text in member == name ? id : text }
        return call
    }
}

extension TestShop.Reply {
    /// What is said, whichever things it is said of.
    fileprivate func told(without ids: [String: String]) -> String {
        let request = json["requestId"]?.string
        return (ids.values + [request].compactMap { $0 }).reduce(text) { $0.replacing($1, with: "…") }
    }
}

extension JSON {
    /// True for a list without entries, whatever the name of its entries.
    fileprivate var isEmptyPage: Bool {
        if case .array(let elements) = self { return elements.isEmpty }
        guard let list = self["customerSegments"] ?? self["data"] ?? self["scores"] else { return false }
        return list == []
    }
}
