import CRMCore
import CRMDatabase
import CRMTesting
import Foundation
import Testing

/// Imports of a server that is killed, and uploads that break off.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct KilledImportTests {
    private static let rows = TestSize.scaled(12_000, soak: 200_000)
    private static let environment = ["CLIENTELE_JOBS_LEASE_SECONDS": "2", "CLIENTELE_DATABASE_CONNECTIONS": "3"]

    private static let csv =
        "customer_id,placed_at,total,product\n"
        + (0..<rows).map { row in
            "c-\(row % 300),2025-0\(row % 9 + 1)-1\(row % 7),\(row % 700 == 3 ? "x" : "\(row % 500)"),tea \(row % 9)\n"
        }.joined()

    @Test(arguments: TestBackend.allCases)
    func `an import whose server is killed in the middle ends like one that was not`(
        _ backend: TestBackend
    ) async throws {
        let whole = try await state(backend, kills: 0)
        let killed = try await state(backend, kills: 3)
        #expect(whole.summary == killed.summary)
        #expect(whole.errors == killed.errors)
        #expect(whole.orders == killed.orders)
        #expect(whole.profiles == killed.profiles)
        #expect(whole.orders.count == Self.rows - Self.rows / 700 - 1)
    }

    @Test(arguments: TestBackend.allCases)
    func `an upload that breaks off leaves no part of the file`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await stage.serving { server in
                let api = shop.api(server)
                let id = try await create(api)
                let half = Array(repeating: UInt8(ascii: "x"), count: 3 << 20)
                let head = api.request(
                    "PUT", "/api/imports/\(id)/file",
                    headers: [("Content-Type", "text/csv"), ("Content-Length", "\(64 << 20)")])
                try await blocking { try HTTPConnection(port: server.port).send(head + half) }
                // It is answered, to nobody, when its pieces are gone.
                _ = try await poll(for: "the end of the upload") {
                    try server.logLines().contains { $0["route"] == "/api/imports/{id}/file" } ? true : nil
                }
                #expect(try await read(api, id).state == "waiting_for_file")
                let huge = try await api.send(
                    "PUT", "/api/imports/\(id)/file",
                    headers: [("Content-Type", "text/csv"), ("Content-Length", "\(1 << 40)")])
                #expect(huge.status == 413 && huge.text.contains("request.body_too_large"), "\(huge.text)")
            }
            let pieces = try await stage.backend.visiting(stage.address) { database in
                try await database.read(in: AccountKey(1), deadline: nil) { session in
                    try session.value("SELECT count(*) FROM import_chunks", as: Int.self)
                }
            }
            #expect(pieces == 0)
        }
    }

    private struct End {
        let summary: [Int]
        let errors: String
        let orders: [OrderRow]
        let profiles: [ProfileRow]
    }

    private struct Progress: Decodable {
        let state: String
        let rows, created, updated, unchanged, stale, failed, findings, resumed: Int
    }

    /// What an import comes to whose server is killed so many times.
    private func state(_ backend: TestBackend, kills: Int) async throws -> End {
        let end = Shared<End?>(nil)
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            var server = try await start(stage)
            let id = try await create(shop.api(server))
            let uploaded = try await shop.api(server).send(
                "PUT", "/api/imports/\(id)/file", headers: [("Content-Type", "text/csv")], body: Array(Self.csv.utf8))
            #expect(uploaded.status == 200, "\(uploaded.text.prefix(300))")
            #expect(try await shop.api(server).post("/api/imports/\(id)/start", [:]).status == 200)
            for kill in 0..<kills {
                let api = shop.api(server)
                let least = Self.rows / 5 * (kill + 1)
                _ = try await poll(for: "row \(least)", within: .seconds(120)) {
                    try await read(api, id).rows >= least ? true : nil
                }
                server.process.signal(SIGKILL)
                try await #expect(server.process.ended() == .killed(signal: SIGKILL))
                server = try await start(stage)
            }
            let api = shop.api(server)
            let done = try await poll(for: "the end of the import", within: .seconds(240)) {
                let progress = try await read(api, id)
                return progress.state == "succeeded" ? progress : nil
            }
            #expect(done.resumed <= kills && (kills == 0 || done.resumed > 0), "a kill has met it")
            let summary = [done.rows, done.created, done.updated, done.unchanged, done.stale, done.failed]
            let errors = try await api.get("/api/imports/\(id)/errors").text
            let orders = try await api.orders().sorted { $0.orderId < $1.orderId }
            let profiles = try await api.profiles().sorted { $0.customerId < $1.customerId }
            end.withLock {
                $0 = End(summary: summary + [done.findings], errors: errors, orders: orders, profiles: profiles)
            }
            try await #expect(server.stop() == .exited(0))
        }
        return try #require(end.withLock { $0 })
    }

    private func start(_ stage: Stage) async throws -> LiveServer {
        let server = try await LiveServer.start(
            database: stage.address, in: stage.folder, environment: Self.environment)
        try await server.ready()
        return server
    }

    private func create(_ api: API) async throws -> String {
        struct Made: Decodable { let id: String }
        let answer = try await api.post("/api/imports", ["kind": "orders"])
        return try JSONDecoder().decode(Made.self, from: Data(answer.body)).id
    }

    private func read(_ api: API, _ id: String) async throws -> Progress {
        try await api.read(Progress.self, "/api/imports/\(id)")
    }
}
