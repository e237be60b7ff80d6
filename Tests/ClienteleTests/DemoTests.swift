import CRMCore
import CRMTesting
import Foundation
import Testing

/// The sample shop, and every command on it.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DemoTests {
    private static let words = ["demo", "--customers", "200"]
    private static let account = ["--account", "sample-shop"]

    @Test(arguments: TestBackend.allCases)
    func `demo loads a shop once, and shows how to call it`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let first = try await stage.run(Self.words).done()
            #expect(first.out.isEmpty)
            #expect(first.err.contains("Loading 200 customers and "))
            #expect(first.err.contains("is ready"))
            let before = try await orders(stage, key: try key(in: first.err))
            let again = try await stage.run(Self.words).done()
            #expect(!again.err.contains("Loading"))
            let after = try await orders(stage, key: try key(in: again.err))
            #expect(after == before)
            try await #expect(stage.run(["account", "list", "--json"]).done().json().array?.count == 1)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `every command works on the sample shop`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            _ = try await stage.run(Self.words).done()
            for words in [["account", "list"], ["api-key", "list"] + Self.account, ["rfm", "run"] + Self.account] {
                try await #expect(!stage.run(words).done().out.isEmpty, "\(words)")
            }
            let csv = stage.folder.file("orders.csv")
            try Data("customer_id,placed_at,total\nann,2025-03-01,1\n".utf8).write(to: URL(filePath: csv))
            let imported = try await stage.run(["import", "orders", csv, "--json"] + Self.account).done()
            try #expect(Tally(imported.json()) == Tally(rows: 1, created: 1))
            let key = try await stage.run(["api-key", "create", "--json"] + Self.account).done().json()["key"]?.string
            try await stage.serving { server in
                let api = API(port: server.port, userID: "sample-shop", key: key)
                try await #expect(api.profiles().count == 201)
                try await #expect(api.scores().isEmpty == false)
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `rfm show pages through the scores of one segment or all`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            _ = try await stage.run(Self.words).done()
            let run = try await stage.run(["rfm", "run", "--json"] + Self.account).done().json()
            let all = try await show(stage, ["--limit", "200"])
            #expect(all["distribution"] == run["distribution"])
            let scores = try #require(all["scores"]?.array)
            #expect(run["scored"] == .number(String(scores.count)))
            for (segment, count) in try counts(run) {
                let own = try #require(
                    try await show(stage, ["--segment", segment, "--limit", "200"])["scores"]?.array)
                #expect(own.count == count, "\(segment)")
                #expect(own.allSatisfy { $0["rfmSegment"] == .string(segment) })
                #expect(own == scores.filter { $0["rfmSegment"] == .string(segment) })
            }
            let page = try #require(try await show(stage, ["--limit", "3", "--offset", "2"])["scores"]?.array)
            #expect(page == Array(scores[2..<5]))
            let text = try await stage.run(["rfm", "show", "--limit", "3"] + Self.account).done().out
            #expect(text.split(separator: "\n").count == 7 + 3, "seven segments and three scores")
        }
    }

    @Test(arguments: [
        (["--segment", "Best"], "--segment must be one of Champions, VIP"), (["--limit", "201"], "--limit must be"),
        (["--offset", "-1"], "--offset"), (["--limit", "many"], "--limit"),
    ])
    func `rfm show refuses what it does not know`(_ flags: [String], _ message: String) async throws {
        try await Stage.with(.sqlite) { stage in
            let outcome = try await stage.run(["rfm", "show"] + Self.account + flags)
            #expect(outcome.status == 64)
            #expect(outcome.out.isEmpty)
            #expect(outcome.err.contains(message))
        }
    }

    @Test func `the same seed makes the same shop on both databases`() async throws {
        var tables: [[OrderRow]] = []
        for backend in TestBackend.allCases {
            try await Stage.with(backend) { stage in
                let demo = try await stage.run(["demo", "--customers", "50", "--seed", "7"]).done()
                tables.append(try await orders(stage, key: try key(in: demo.err)))
            }
        }
        #expect(tables.allSatisfy { !$0.isEmpty && $0 == tables[0] })
    }

    private func show(_ stage: Stage, _ flags: [String]) async throws -> JSON {
        try await stage.run(["rfm", "show", "--json"] + Self.account + flags).done().json()
    }

    private func counts(_ run: JSON) throws -> [(String, Int)] {
        guard case .object(let members)? = run["distribution"] else { throw TestFailure(run.text) }
        return members.map { ($0.name, Int($0.value.text) ?? -1) }
    }

    private func key(in message: String) throws -> String {
        let words = message.split(whereSeparator: \.isWhitespace)
        return String(try #require(words.first { $0.hasPrefix("clk_") }))
    }

    private func orders(_ stage: Stage, key: String) async throws -> [OrderRow] {
        var orders: [OrderRow] = []
        try await stage.serving { server in
            orders = try await API(port: server.port, userID: "sample-shop", key: key).orders()
        }
        return orders.sorted { $0.orderId < $1.orderId }
    }
}
