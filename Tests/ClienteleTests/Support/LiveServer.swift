import CRMCore
import CRMTesting
import Foundation

/// A running `clientele serve` on a port that the system chose.
final class LiveServer: Sendable {
    let process: ChildProcess
    let port: Int

    private init(process: ChildProcess, port: Int) {
        self.process = process
        self.port = port
    }

    /// Starts the server and waits until it says where it listens; not necessarily until it is ready. The words of
    /// `wrapper` come before the binary: a program that becomes it, or stays beside it.
    static func start(
        database: String, in folder: TestFolder, flags: [String] = [], environment: [String: String] = [:],
        wrapper: [String] = []
    ) async throws -> LiveServer {
        let words = ["serve", "--database", database, "--port", "0"] + flags
        let limits = ["CLIENTELE_DATABASE_CONNECTIONS": "3"].merging(environment) { _, new in new }
        let binary = wrapper.isEmpty ? [] : [try ClienteleBinary.path()]
        let process = try ChildProcess(
            program: wrapper.first, wrapper.dropFirst() + binary + words, environment: limits, in: folder.path)
        let port = try await poll(for: "the address of the server") {
            guard process.isRunning else { throw TestFailure("The server ended: \(process.err.suffix(2000))") }
            return listeningPort(in: process.err)
        }
        return LiveServer(process: process, port: port)
    }

    /// Waits until `/readyz` says that the server is ready.
    func ready() async throws {
        let api = anonymous
        _ = try await poll(for: "/readyz") { try await api.get("/readyz").status == 200 ? true : nil }
    }

    /// The API without a key.
    var anonymous: API { API(port: port, userID: "", key: nil) }

    /// Asks the server to end and says how it did.
    func stop(within limit: Duration = .seconds(30)) async throws -> ProcessEnd {
        process.signal(SIGTERM)
        return try await process.ended(within: limit)
    }

    /// Every line of the log; throws when one is no JSON object.
    func logLines() throws -> [JSON] { try LiveServer.logLines(process.err) }

    private static func logLines(_ text: String) throws -> [JSON] {
        try text.split(separator: "\n").map { line in
            guard let json = try? JSONParser.parse(String(line)), case .object = json else {
                throw TestFailure("A line of the log is no JSON object: \(line.prefix(500))")
            }
            return json
        }
    }

    /// From the whole lines so far: the last one may still be on its way.
    private static func listeningPort(in log: String) -> Int? {
        guard let end = log.lastIndex(of: "\n") else { return nil }
        let line = log[..<end].split(separator: "\n").first { $0.contains("\"serving\"") }
        guard let line, let json = try? JSONParser.parse(String(line)), case .string(let address) = json["address"]
        else { return nil }
        return address.split(separator: ":").last.flatMap { Int($0) }
    }
}
