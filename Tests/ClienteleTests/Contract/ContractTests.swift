import CRMCore
import CRMTesting
import Foundation
import Testing

/// False where no package index can be reached.
private let isContractTested = ProcessInfo.processInfo.environment["CLIENTELE_TEST_WITHOUT_CONTRACT"] == nil

/// A public contract tester finds nothing: the served API is what its OpenAPI document says.
@Suite(
    .timeLimit(.minutes(60)),
    .enabled(if: isContractTested, "CLIENTELE_TEST_WITHOUT_CONTRACT leaves the contract tester out"))
struct ContractTests {
    /// Requests of one endpoint in one phase, in every run and before a release.
    private static let examples = 60
    private static let soakExamples = 2_000

    /// Both databases at once: the tester keeps one processor busy, and the server waits for it.
    @Test func `a contract tester finds no answer that the OpenAPI document does not promise`() async throws {
        try await withThrowingTaskGroup { group in
            for backend in TestBackend.allCases { group.addTask { try await Self.hold(backend) } }
            try await group.waitForAll()
        }
    }

    private static func hold(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await sampleShop(stage)
            let stranger = try await stage.openShop(currency: "EUR")
            let credentials = try credentials([("owner", shop), ("stranger", stranger)], in: stage.folder)
            try await stage.serving { server in
                let log = stage.folder.file("contract.log")
                let command = TestCommand(
                    [
                        "/usr/bin/env", "CONTRACT_EXAMPLES=\(examplesOfThisRun)", "CONTRACT_SEED=\(seed)",
                        script, "http://127.0.0.1:\(server.port)", credentials, shop.userID,
                    ], in: stage.folder.path)
                let status = try await command.run(log: log)
                let report = try String(contentsOfFile: log, encoding: .utf8)
                // The seed is in its first lines; a failure shows request, answer and broken promise.
                print("\(backend): \(report.prefix { !$0.isNewline })")
                #expect(status == 0, "\(backend): \(report)")
            }
        }
    }

    private static var examplesOfThisRun: Int {
        ProcessInfo.processInfo.environment["CLIENTELE_TEST_SOAK"] == "1" ? soakExamples : examples
    }

    /// One seed in every run, so that a change is judged and not the luck of the draw; a fresh one before a release.
    private static let seed: String = {
        let environment = ProcessInfo.processInfo.environment
        if let given = environment["CONTRACT_SEED"] { return given }
        return environment["CLIENTELE_TEST_SOAK"] == "1" ? String(UInt32.random(in: 0...UInt32.max)) : "20260315"
    }()

    private static let script = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "scripts/contract").path(percentEncoded: false)

    /// Customers and orders of every kind.
    private static func sampleShop(_ stage: Stage) async throws -> Shop {
        let loaded = try await stage.run(["demo", "--customers", "60"]).done().err
        let key = try #require(loaded.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("clk_") })
        return Shop(stage: stage, userID: "sample-shop", key: String(key))
    }

    /// A file that tells the tester who may ask for what: neither may see what is the other's.
    private static func credentials(_ shops: [(name: String, shop: Shop)], in folder: TestFolder) throws -> String {
        let entries = shops.map { name, shop in
            let header: JSON = ["name": "Authorization", "value": .string("Bearer \(shop.key)")]
            return ["name": .string(name), "fixedHeaders": [header]] as JSON
        }
        let path = folder.file("credentials.json")
        let document: JSON = ["schemaVersion": "0.2.0", "auth": .array(entries)]
        try Data(document.text.utf8).write(to: URL(filePath: path))
        return path
    }
}
