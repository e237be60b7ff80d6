import CRMCore
import CRMTesting
import Foundation

/// What a command printed and how it ended.
struct Outcome: Sendable {
    let status: Int32
    let out: String
    let err: String

    /// The command's data, one JSON value.
    func json() throws -> JSON {
        do {
            return try JSONParser.parse(Array(out.utf8), limits: .stored)
        } catch {
            throw TestFailure(
                "Exit code \(status), standard output without JSON: \(out.prefix(500)) \(err.prefix(500))")
        }
    }

    /// Itself when the command succeeded; throws otherwise.
    func done() throws -> Outcome {
        guard status == 0 else { throw TestFailure("Exit code \(status): \(err.prefix(2000))") }
        return self
    }
}

/// Runs the binary to its end.
func clientele(
    _ arguments: [String], environment: [String: String] = [:], in folder: TestFolder,
    input: ChildProcess.Input = .nothing, within limit: Duration = .seconds(120)
) async throws -> Outcome {
    let child = try ChildProcess(arguments, environment: environment, in: folder.path, input: input)
    guard case .exited(let status) = try await child.ended(within: limit) else {
        throw TestFailure("\(arguments.joined(separator: " ")) was ended by a signal: \(child.err.suffix(2000))")
    }
    return Outcome(status: status, out: child.out, err: child.err)
}

/// A fresh database at the schema of the binary, and the binary's commands on it.
struct Stage: Sendable {
    let backend: TestBackend
    let folder: TestFolder
    /// On PostgreSQL that of the role that owns nothing.
    let address: String

    /// Runs `body` on a database of its own. PostgreSQL is migrated by the owner of the schema, once for all.
    static func with(_ backend: TestBackend, _ body: (Stage) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            switch backend {
            case .sqlite:
                try await body(
                    Stage(backend: backend, folder: folder, address: "sqlite://\(folder.file("shop.db"))"))
            case .postgres:
                try await TestBackend.withPostgresDatabase { address in
                    let role = TestPostgres.Role.app.rawValue
                    _ = try await clientele(
                        ["migrate", "--database", address(.owner), "--serving-role", role], in: folder
                    ).done()
                    try await body(Stage(backend: backend, folder: folder, address: address(.app)))
                }
            }
        }
    }

    /// Runs a command on the database.
    func run(
        _ arguments: [String], environment: [String: String] = [:], input: ChildProcess.Input = .nothing,
        within limit: Duration = .seconds(120)
    ) async throws -> Outcome {
        try await clientele(
            arguments + ["--database", address], environment: environment, in: folder, input: input, within: limit)
    }

    /// Opens an account and makes a key for everything.
    func openShop(currency: String = "USD", timeZone: String = "UTC") async throws -> Shop {
        let account = try await run(
            ["account", "create", "--name", "Bean & Leaf", "--currency", currency, "--time-zone", timeZone, "--json"]
        ).done().json()
        guard case .string(let userID)? = account["userId"] else { throw TestFailure("No userId in \(account.text)") }
        let created = try await run(["api-key", "create", "--account", userID, "--json"]).done().json()
        guard case .string(let key)? = created["key"] else { throw TestFailure("No key in \(created.text)") }
        return Shop(stage: self, userID: userID, key: key)
    }

    /// Serves the database while `body` runs, then ends the server, which must go well.
    func serving(
        _ environment: [String: String] = [:], _ body: (LiveServer) async throws -> Void
    ) async throws {
        let server = try await LiveServer.start(database: address, in: folder, environment: environment)
        try await server.ready()
        try await body(server)
        let end = try await server.stop()
        guard end == .exited(0) else {
            throw TestFailure("The server ended by \(end): \(server.process.err.suffix(2000))")
        }
    }
}

/// An account on a stage.
struct Shop: Sendable {
    let stage: Stage
    let userID: String
    let key: String

    /// Serves the database while `body` calls the API as this account.
    func serving(_ body: (API) async throws -> Void) async throws {
        try await stage.serving { server in try await body(api(server)) }
    }

    /// The same without work on jobs: scores stay as of the day that they were computed for.
    func servingStill(_ body: (API) async throws -> Void) async throws {
        try await stage.serving(["CLIENTELE_JOBS_WORKERS": "0"]) { server in try await body(api(server)) }
    }

    func api(_ server: LiveServer) -> API { API(port: server.port, userID: userID, key: key) }

    /// Runs `import orders` over a file of these bytes and says what became of it, as JSON.
    func importing(_ bytes: some Sequence<UInt8>, _ flags: [String] = []) async throws -> Outcome {
        let path = stage.folder.file("\(UUID().uuidString).csv")
        try Data(bytes).write(to: URL(filePath: path))
        return try await stage.run(["import", "orders", path, "--account", userID, "--json"] + flags)
    }

    /// Imports a text that must be taken and gives the summary.
    func imported(_ text: String, _ flags: [String] = []) async throws -> Tally {
        try Tally(try await importing(text.utf8, flags).done().json())
    }
}

/// The summary that `import --json` prints.
struct Tally: Equatable {
    var rows = 0
    var created = 0
    var updated = 0
    var unchanged = 0
    var stale = 0
    var failed = 0
    var isDryRun = false

    init(
        rows: Int, created: Int = 0, updated: Int = 0, unchanged: Int = 0, stale: Int = 0, failed: Int = 0,
        isDryRun: Bool = false
    ) {
        (self.rows, self.created, self.updated, self.unchanged) = (rows, created, updated, unchanged)
        (self.stale, self.failed, self.isDryRun) = (stale, failed, isDryRun)
    }

    init(_ json: JSON) throws {
        func number(_ name: String) throws -> Int {
            guard case .number(let text)? = json[name], let number = Int(text) else {
                throw TestFailure("No \(name) in \(json.text)")
            }
            return number
        }
        self.init(
            rows: try number("rows"), created: try number("created"), updated: try number("updated"),
            unchanged: try number("unchanged"), stale: try number("stale"), failed: try number("failed"),
            isDryRun: json["dryRun"] == true)
    }
}
