import CRMCore
import CRMTesting
import Foundation
import Synchronization
import Testing

/// Backups of a live shop, and the shop that comes back from them.
@Suite("34: backup and restore", .serialized, .timeLimit(.minutes(5)))
struct BackupTests {
    /// A shop with the addresses that an operator uses on it.
    private struct Operated {
        let stage: Stage
        /// Who may read and make everything.
        let owner: String
        /// Where a backup can be restored to.
        let empty: String

        func run(_ words: [String], on address: String? = nil) async throws -> Outcome {
            try await clientele(words + ["--database", address ?? owner], in: stage.folder)
        }
    }

    private static func with(_ backend: TestBackend, _ body: (Operated) async throws -> Void) async throws {
        switch backend {
        case .sqlite:
            try await Stage.with(.sqlite) { stage in
                try await body(
                    Operated(
                        stage: stage, owner: stage.address,
                        empty: "sqlite://\(stage.folder.file("restored/shop.db"))"))
            }
        case .postgres:
            try await TestFolder.with { folder in
                try await TestBackend.withPostgresDatabase { address in
                    try await TestBackend.withPostgresDatabase { empty in
                        let role = TestPostgres.Role.app.rawValue
                        _ = try await clientele(
                            ["migrate", "--database", address(.owner), "--serving-role", role], in: folder
                        ).done()
                        let stage = Stage(backend: .postgres, folder: folder, address: address(.app))
                        try await body(Operated(stage: stage, owner: address(.owner), empty: empty(.owner)))
                    }
                }
            }
        }
    }

    /// How far the one who writes beside the backup has come.
    private final class Progress: Sendable {
        private let state = Mutex((answered: 0, isOver: false))

        var answered: Int { state.withLock { $0.answered } }
        var isOver: Bool { state.withLock { $0.isOver } }
        func noteAnswer() { state.withLock { $0.answered += 1 } }
        func end() { state.withLock { $0.isOver = true } }
    }

    private static func order(_ number: Int) -> JSON {
        [
            "orderId": .string("o-\(number)"), "customerId": .string("customer-\(number % 20)"),
            "placedAt": "2026-01-01T00:00:00Z", "total": .number("\(number % 90 + 1).50"),
        ]
    }

    @Test(arguments: TestBackend.allCases)
    func `a copy made while orders come in holds every one that was answered before, and serves`(
        _ backend: TestBackend
    ) async throws {
        try await Self.with(backend) { operated in
            let shop = try await operated.stage.openShop()
            let file = operated.stage.folder.file("shop.backup")
            let progress = Progress()
            var before = 0
            try await operated.stage.serving { server in
                let api = shop.api(server)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while !progress.isOver {
                            let answer = try await api.post("/api/customers/orders", Self.order(progress.answered))
                            #expect(answer.status == 201)
                            progress.noteAnswer()
                        }
                    }
                    _ = try await poll(for: "the first orders") { progress.answered >= 100 ? true : nil }
                    before = progress.answered
                    _ = try await operated.run(["backup", file]).done()
                    progress.end()
                    try await group.waitForAll()
                }
                let doctor = try await operated.run(["doctor"])
                #expect(doctor.status == 0, "beside the server: \(doctor.out) \(doctor.err)")
            }
            _ = try await operated.run(["restore", file], on: operated.empty).done()
            let doctor = try await operated.run(["doctor"], on: operated.empty)
            #expect(doctor.status == 0, "\(doctor.out) \(doctor.err)")
            let restored = Shop(
                stage: Stage(backend: backend, folder: operated.stage.folder, address: operated.empty),
                userID: shop.userID, key: shop.key)
            try await restored.serving { api in
                let orders = Set(try await api.orders().map(\.orderId))
                #expect(orders.isSuperset(of: (0..<before).map { "o-\($0)" }))
                #expect(orders.count <= progress.answered)
                try await #expect(api.post("/api/customers/orders", Self.order(1_000_000)).status == 201)
            }
            let again = try await operated.run(["restore", file], on: operated.empty)
            #expect(again.status == 65 && again.err.contains("replaces nothing"), "\(again.err)")
            let taken = try await operated.run(["backup", file])
            #expect(taken.status == 64 && taken.err.contains("is there already"), "\(taken.err)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an archive that was changed, cut off, or locked with another key is refused and leaves nothing`(
        _ backend: TestBackend
    ) async throws {
        try await Self.with(backend) { operated in
            let shop = try await operated.stage.openShop()
            try await shop.serving { api in
                for number in 0..<20 { _ = try await api.post("/api/customers/orders", Self.order(number)) }
            }
            let (folder, files) = (operated.stage.folder, FileManager.default)
            let (key, other) = (folder.file("key"), folder.file("other"))
            try Data(UUID().uuidString.utf8).write(to: URL(filePath: key))
            try Data(UUID().uuidString.utf8).write(to: URL(filePath: other))
            let file = folder.file("shop.backup")
            _ = try await operated.run(["backup", file, "--key-file", key]).done()
            let bytes = try #require(files.contents(atPath: file))
            #expect(bytes.firstRange(of: Data("customer-7".utf8)) == nil, "customers can be read in it")
            let refusals: [(words: [String], reason: String)] = [
                ([file, "--key-file", other], "not the one"), ([file], "--key-file"),
                ([try damaged(bytes, folder) { $0[$0.count / 2] ^= 1 }, "--key-file", key], "damaged"),
                ([try damaged(bytes, folder) { $0.removeLast(100) }, "--key-file", key], "too early"),
                ([key, "--key-file", key], "no backup"), ([folder.file("none"), "--key-file", key], "cannot be read"),
            ]
            for (words, reason) in refusals {
                let outcome = try await operated.run(["restore"] + words, on: operated.empty)
                #expect(outcome.status == 65 && outcome.err.contains(reason), "\(words): \(outcome.err)")
                if backend == .sqlite {
                    let left = (try? files.contentsOfDirectory(atPath: folder.file("restored"))) ?? []
                    #expect(left.isEmpty, "\(words)")
                }
            }
            _ = try await operated.run(["restore", file, "--key-file", key], on: operated.empty).done()
        }
    }

    private func damaged(
        _ bytes: Data, _ folder: TestFolder, _ damage: (inout Data) -> Void
    ) throws -> String {
        var bytes = bytes
        damage(&bytes)
        let path = folder.file(UUID().uuidString)
        try bytes.write(to: URL(filePath: path))
        return path
    }

    @Test func `a backup is tried out, and the server tells how long ago`() async throws {
        try await Self.with(.sqlite) { operated in
            let shop = try await operated.stage.openShop()
            try await shop.serving { api in _ = try await api.post("/api/customers/orders", Self.order(1)) }
            let folder = operated.stage.folder.file("backups")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let file = "\(folder)/shop.backup"
            _ = try await operated.run(["backup", file]).done()
            let tried = try await operated.run(["restore", file, "--verify"]).done()
            #expect(tried.out.contains("can be restored"))
            #expect(FileManager.default.fileExists(atPath: file + ".verified"))
            let server = try await LiveServer.start(
                database: operated.stage.address, in: operated.stage.folder,
                environment: ["CLIENTELE_BACKUP_FOLDER": folder])
            try await server.ready()
            let metrics = try await server.anonymous.get("/metrics").text
            let line = metrics.split(separator: "\n").first { $0.hasPrefix("clientele_backup_last_verified_seconds ") }
            let age = line.flatMap { Double($0.split(separator: " ")[1]) } ?? -1
            #expect((0...120).contains(age), "\(metrics)")
            for name in ["clientele_database_pool_connections", "clientele_database_size_bytes", "clientele_jobs{"] {
                #expect(metrics.contains(name), "\(name)")
            }
            try await #expect(server.stop() == .exited(0))
        }
    }
}
