import CRMCore
import CRMSQLite
import CRMTesting
import Foundation
import Testing

/// A disk without room, and one that fails.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DiskFaultTests {
    /// Orders after which even a log with room left has none.
    private static let orderLimit = 3_000
    private static let patience = Duration.seconds(1)

    @Test func `5: on a full disk writes are refused, reads go on, and all is well once there is room`() async throws {
        try await withSmallDisk { folder, disk in
            let stage = Stage(backend: .sqlite, folder: folder, address: "sqlite://\(disk)/shop.db")
            let shop = try await stage.openShop()
            try await stage.serving { server in
                var orders = OrderStream(shop.api(server))
                for _ in 1...20 { try await #expect(orders.send().answer.status == 201) }
                try fill(disk)
                var refusals = 0
                for _ in 1...Self.orderLimit where refusals < 5 {
                    let (answer, time) = try await orders.send()
                    if answer.status == 201 { continue }
                    refusals += 1
                    expectRefusal(answer, time, [507, 503])
                    try await #expect(orders.api.get("/api/customers/orders/order-1-x").status == 200)
                }
                #expect(refusals == 5)
                try FileManager.default.removeItem(atPath: "\(disk)/filler")
                for _ in 1...20 { try await #expect(orders.send().answer.status == 201) }
                try await expectAll(of: orders)
            }
            try await #expect(SQLiteDatabase.findings(inFileAt: "\(disk)/shop.db") == [])
        }
    }

    @Test(arguments: [
        ("pwrite64", "EIO", 503), ("pwrite64", "EROFS", 503), ("pwrite64", "ENOSPC", 507), ("fdatasync", "EIO", 503),
    ])
    func `5: when a system call fails writes are refused, and work again as soon as it does`(
        _ call: String, _ error: String, _ status: Int
    ) async throws {
        guard let strace = SystemTool.find("strace", for: "the test of failing system calls") else { return }
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            try await stage.serving { server in
                var orders = OrderStream(shop.api(server))
                for _ in 1...5 { try await #expect(orders.send().answer.status == 201) }
                try await SystemTool.failing(call, with: error, in: server, strace: strace, folder: stage.folder) {
                    for _ in 1...3 {
                        let (answer, time) = try await orders.send()
                        expectRefusal(answer, time, [status])
                        try await #expect(orders.api.get("/api/customers/orders/order-1-x").status == 200)
                    }
                }
                for _ in 1...5 { try await #expect(orders.send().answer.status == 201) }
                try await expectAll(of: orders)
            }
            try await #expect(SQLiteDatabase.findings(inFileAt: stage.folder.file("shop.db")) == [])
        }
    }

    @Test func `4: with system calls that fail at random nothing acknowledged is lost`() async throws {
        let what = "the test of calls that fail at random"
        guard let run = SystemTool.find("fiu-run", for: what), let control = SystemTool.find("fiu-ctrl", for: what)
        else { return }
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let fifo = stage.folder.file("fiu")
            let server = try await LiveServer.start(
                database: stage.address, in: stage.folder, wrapper: [run, "-x", "-f", fifo])
            try await server.ready()
            let process = String(server.process.processID)
            func tell(_ command: String) async throws {
                let command = TestCommand([control, "-f", fifo, "-c", command, process], in: stage.folder.path)
                guard try await command.run(log: stage.folder.file("fiu.log")) == 0 else {
                    throw TestFailure("fiu-ctrl failed")
                }
            }
            var orders = OrderStream(shop.api(server))
            let calls = ["posix/io/rw/pwrite", "posix/io/sync/fdatasync", "posix/io/rw/pread"]
            for call in calls { try await tell("enable_random name=\(call),probability=0.1") }
            var refusals = 0
            for _ in 1...TestSize.scaled(200, soak: 5_000) {
                let (answer, _) = try await orders.send()
                guard answer.status != 201 else { continue }
                refusals += 1
                // A read that fails halfway looks like a damaged file, which is a 500.
                #expect([500, 503, 507].contains(answer.status), "\(answer.text)")
                #expect(answer[header: "Content-Type"] == "application/problem+json")
            }
            for call in calls { try await tell("disable name=\(call)") }
            #expect(refusals > 0)
            for _ in 1...5 { try await #expect(orders.send().answer.status == 201) }
            try await expectAll(of: orders)
            print("\(refusals) of the orders were refused, \(orders.acknowledged.count) acknowledged")
            try await #expect(server.stop() == .exited(0))
            try await #expect(SQLiteDatabase.findings(inFileAt: stage.folder.file("shop.db")) == [])
        }
    }

    private func expectRefusal(_ answer: HTTPAnswer, _ time: Duration, _ statuses: [Int]) {
        #expect(statuses.contains(answer.status), "\(answer.text)")
        #expect(answer[header: "Content-Type"] == "application/problem+json")
        #expect(time < Self.patience)
    }

    /// Every order that was acknowledged is there.
    private func expectAll(of orders: OrderStream) async throws {
        let found = Set(try await orders.api.orders().map(\.orderId))
        #expect(Set(orders.acknowledged).subtracting(found).isEmpty)
    }

    /// Runs `body` with a folder on a file system of 8 MiB; skipped where that cannot be had.
    private func withSmallDisk(_ body: (TestFolder, String) async throws -> Void) async throws {
        guard geteuid() == 0 else { return print("skipped: a file system can be mounted by root only") }
        guard let mount = SystemTool.find("mount", for: "the test of a full disk"),
            let unmount = SystemTool.find("umount", for: "the test of a full disk")
        else { return }
        try await TestFolder.with { folder in
            let disk = folder.file("disk")
            try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
            let command = [mount, "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", disk]
            guard try await TestCommand(command, in: folder.path).run(log: folder.file("mount.log")) == 0 else {
                return print("skipped: this system lets nobody mount a file system")
            }
            let unmounting = TestCommand([unmount, disk], in: folder.path)
            do {
                try await body(folder, disk)
            } catch {
                _ = try await unmounting.run(log: folder.file("mount.log"))
                throw error
            }
            try await #expect(unmounting.run(log: folder.file("mount.log")) == 0)
        }
    }

    /// Takes every byte that is left.
    private func fill(_ disk: String) throws {
        let descriptor = open("\(disk)/filler", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw TestFailure("The disk cannot be filled.") }
        defer { close(descriptor) }
        let bytes = [UInt8](repeating: 1, count: 4_096)
        while write(descriptor, bytes, bytes.count) > 0 {}
    }
}
