import CRMCore
import CRMTesting
import Foundation
import Testing

/// One process at a time works on an embedded database.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DatabaseHoldTests {
    @Test func `while a server holds the file every other process is refused with the server's number`() async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let csv = stage.folder.file("orders.csv")
            try Data("customer_id,placed_at,total\nann,2025-03-01,1\n".utf8).write(to: URL(filePath: csv))
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            let account = ["--account", shop.userID]
            let commands = [
                ["serve", "--port", "0"], ["account", "create", "--name", "Bean", "--currency", "USD"],
                ["api-key", "create"] + account, ["import", "orders", csv] + account, ["rfm", "run"] + account,
                ["demo", "--customers", "5"], ["migrate"],
            ]
            for command in commands {
                let outcome = try await stage.run(command, within: .seconds(30))
                #expect(outcome.status == 75, "\(command[0])")
                #expect(outcome.out.isEmpty, "\(command[0])")
                let message = outcome.err.split(separator: "\n").last ?? ""
                #expect(message.hasPrefix("error: "))
                #expect(message.contains("is in use by process \(server.process.processID)."), "\(command[0])")
            }
            try await #expect(shop.api(server).get("/api/account").status == 200, "the server is not disturbed")
            try await #expect(server.stop() == .exited(0))
            try await #expect(stage.run(["import", "orders", csv] + account).status == 0)
        }
    }

    @Test func `another name of the same file is the same database`() async throws {
        try await Stage.with(.sqlite) { stage in
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            let link = stage.folder.file("link.db")
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: stage.folder.file("shop.db"))
            let outcome = try await clientele(["account", "list", "--database", "sqlite://\(link)"], in: stage.folder)
            #expect(outcome.status == 75)
            try await #expect(server.stop() == .exited(0))
        }
    }

    @Test func `a server that was killed leaves the file to the next`() async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            try await server.ready()
            let order = try await shop.api(server).post(
                "/api/customers/orders",
                ["orderId": "A-1", "customerId": "ann", "placedAt": "2025-03-01T00:00:00Z", "total": 1])
            #expect(order.status == 201)
            server.process.signal(SIGKILL)
            try await #expect(server.process.ended() == .killed(signal: SIGKILL))
            try await shop.serving { api in try await #expect(api.orders().map(\.orderId) == ["A-1"]) }
        }
    }

    @Test func `files of the database are for their owner only`() async throws {
        try await Stage.with(.sqlite) { stage in
            _ = try await stage.openShop()
            let server = try await LiveServer.start(database: stage.address, in: stage.folder)
            let names = try FileManager.default.contentsOfDirectory(atPath: stage.folder.path)
                .filter { $0.hasPrefix("shop.db") }
            #expect(names.count >= 2)
            for name in names {
                let attributes = try FileManager.default.attributesOfItem(atPath: stage.folder.file(name))
                #expect((attributes[.posixPermissions] as? Int) == 0o600, "\(name)")
            }
            try await #expect(server.stop() == .exited(0))
        }
    }
}
