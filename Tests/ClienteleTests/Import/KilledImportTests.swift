import CRMTesting
import Foundation
import Testing

/// An import that is killed, and the same import again.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct KilledImportTests {
    @Test(arguments: TestBackend.allCases)
    func `the same import again completes one that was killed midway`(_ backend: TestBackend) async throws {
        let file = Array(Self.file.utf8)
        var clean: [ShopState] = []
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await #expect(Tally(shop.importing(file).done().json()) == Tally(rows: Self.rows, created: Self.rows))
            clean.append(try await ShopState.of(shop))
        }
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await killedImport(of: file, shop)
            let again = try await Tally(shop.importing(file).done().json())
            #expect(again.created > 0, "the killed import had not come to its end")
            #expect(again.unchanged > 0, "and had kept something")
            #expect(again == Tally(rows: Self.rows, created: again.created, unchanged: again.unchanged))
            try await #expect([ShopState.of(shop)] == clean)
            try await #expect(Tally(shop.importing(file).done().json()) == Tally(rows: Self.rows, unchanged: Self.rows))
        }
    }

    /// Feeds most of the file to an import and kills it when it has taken that, and waits for the rest.
    private func killedImport(of file: [UInt8], _ shop: Shop) async throws {
        let pipe = Pipe()
        let (reading, writing) = (pipe.fileHandleForReading, pipe.fileHandleForWriting.fileDescriptor)
        defer { withExtendedLifetime(pipe) {} }
        for end in [reading.fileDescriptor, writing] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let importing = try ChildProcess(
            ["import", "orders", "-", "--account", shop.userID, "--database", shop.stage.address],
            in: shop.stage.folder.path, input: .descriptor(reading.fileDescriptor))
        try reading.close()
        // The program reads a mebibyte at a time, one batch ahead of the one it writes. The first two batches of 2,000
        // and 4,000 lie in the first two mebibytes, and the third reaches beyond them: it is begun when the first one is
        // in, and once so much is written it waits for more.
        try await blocking {
            let isWritten = file.prefix(Self.sentBytes).withUnsafeBytes { bytes in
                var sent = 0
                while sent < bytes.count {
                    let count = Foundation.write(writing, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                    guard count > 0 else { return false }
                    sent += count
                }
                return true
            }
            guard isWritten else { throw TestFailure("The import does not read: \(importing.err)") }
        }
        importing.signal(SIGKILL)
        try await #expect(importing.ended() == .killed(signal: SIGKILL))
    }

    private static let rows = 16_000
    private static let sentBytes = (2 << 20) + (128 << 10)

    /// Orders of 500 customers with names of products that make the file larger than what is sent.
    private static let file: String = {
        let name = String(repeating: "A long name of a product. ", count: 6)
        let lines = (0..<rows).map { row in
            let (customer, day) = (row * 7919 % 500, Day.text(20_000 + row % 300))
            return "order-\(row),customer-\(customer),\(day),\(row % 90 + 10).\(row % 10)5,\(name)\(row)\n"
        }
        return "order_id,customer_id,placed_at,total,product\n" + lines.joined()
    }()
}

/// What two databases must agree on after the same history, however they came to it.
private struct ShopState: Equatable {
    let orders: [OrderRow]
    let profiles: [ProfileRow]
    let scores: [ScoreRow]

    static func of(_ shop: Shop) async throws -> ShopState {
        _ = try await shop.stage.run(["rfm", "run", "--account", shop.userID, "--as-of", "2025-01-01"]).done()
        var states: [ShopState] = []
        try await shop.serving { api in
            states.append(
                ShopState(
                    orders: try await api.orders().sorted { $0.orderId < $1.orderId },
                    profiles: try await api.profiles().sorted { $0.customerId < $1.customerId },
                    scores: try await api.scores().sorted { $0.customerId < $1.customerId }))
        }
        return states[0]
    }
}
