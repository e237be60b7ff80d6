package import CRMDatabase
import CRMPostgres
import Foundation
import Synchronization

/// Two servers of which one follows the other, with commits that wait for the follower: for tests of failover.
package final class PostgresPair: Sendable {
    /// A server that keeps its port through every restart.
    private struct Node {
        let folder: TestFolder
        let port: UInt16
        /// Held open as long as the pair lives; the guardian waits for its end.
        let lifeline: FileHandle

        var data: String { folder.file("data") }
    }

    private let installation: PostgresInstallation
    private let nodes: [Node]
    private let state = Mutex(State())

    private struct State {
        /// The server that takes writes.
        var primary = 0
        var databaseCount = 0
    }

    private var primary: Node { nodes[state.withLock { $0.primary }] }
    private var standby: Node { nodes[1 - state.withLock { $0.primary }] }

    /// How long a follower may take to be in step.
    private static let limit = Duration.seconds(60)

    /// Starts a server, copies it, and lets the copy follow.
    package static func start() async throws -> PostgresPair {
        guard let installation = PostgresInstallation.find() else { throw TestFailure(TestPostgres.missing) }
        var nodes: [Node] = []
        for _ in 1...2 {
            let folder = try PostgresCluster.makeFolder(installation)
            let lifeline = try PostgresCluster.startGuardian(installation, folder)
            nodes.append(Node(folder: folder, port: try PostgresCluster.freePort(), lifeline: lifeline))
        }
        let pair = PostgresPair(installation, nodes)
        try await pair.begin()
        return pair
    }

    private init(_ installation: PostgresInstallation, _ nodes: [Node]) {
        self.installation = installation
        self.nodes = nodes
    }

    private func begin() async throws {
        try await PostgresCluster.initialise(installation, nodes[0].folder)
        try await run(nodes[0])
        try await onPrimary { database in
            for role in [TestPostgres.Role.owner, .app] {
                try await database.administer("CREATE ROLE \(role.rawValue) LOGIN NOSUPERUSER NOBYPASSRLS")
            }
        }
        try await follow()
    }

    /// A new database, owned by the owner's role.
    package func freshDatabase() async throws -> String {
        let number = state.withLock { state in
            state.databaseCount += 1
            return state.databaseCount
        }
        let name = "pair_\(number)"
        try await onPrimary { database in
            try await database.administer("CREATE DATABASE \(name) OWNER \(TestPostgres.Role.owner.rawValue)")
        }
        return name
    }

    /// The address of a database at both servers.
    package func address(_ database: String, _ role: TestPostgres.Role) -> String {
        let hosts = nodes.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
        return "postgres://\(role.rawValue)@\(hosts)/\(database)"
    }

    /// Ends the server that takes writes as a failed machine would.
    package func killPrimary() throws { try signalPrimary(SIGKILL) }

    /// Sends a signal to every process of the server that takes writes.
    package func signalPrimary(_ number: Int32) throws {
        let text = try String(contentsOfFile: "\(primary.data)/postmaster.pid", encoding: .utf8)
        guard let postmaster = text.split(separator: "\n").first.flatMap({ pid_t($0) }) else {
            throw TestFailure("The server's process is not known.")
        }
        // The parent first: it must not replace what ends.
        let children = Self.children(of: postmaster)
        for process in [postmaster] + children { kill(process, number) }
    }

    /// Lets the follower take writes.
    package func promote() async throws {
        state.withLock { $0.primary = 1 - $0.primary }
        try await command("pg_ctl", ["-D", primary.data, "-w", "promote"], of: primary)
    }

    /// Makes the other server anew as a copy of the one that takes writes, and lets commits wait for it.
    package func follow() async throws {
        let node = standby
        try? FileManager.default.removeItem(atPath: node.data)
        try await command(
            "pg_basebackup",
            [
                "-D", node.data, "-h", "127.0.0.1", "-p", "\(primary.port)", "-U", PostgresCluster.superuser,
                "-R", "-X", "stream", "-c", "fast", "--no-sync",
            ], of: node)
        try await run(node)
        try await onPrimary { database in
            try await Self.wait(
                for: "a follower", in: database,
                "SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'")
            try await database.administer("ALTER SYSTEM SET synchronous_standby_names = '*'")
            try await database.administer("SELECT pg_reload_conf()")
            try await Self.wait(
                for: "a commit that waits", in: database,
                "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
        }
    }

    /// Asks the server that takes writes, as its superuser.
    package func ask(_ question: SQL) async throws -> Int {
        try await onPrimary { database in try await database.read { try $0.value(question, as: Int.self) } }
    }

    /// Ends both servers; their folders go with them.
    package func stop() {
        for node in nodes { try? node.lifeline.close() }
    }

    private func onPrimary<Value>(_ body: (PostgresDatabase) async throws -> Value) async throws -> Value {
        let address = "postgres://\(PostgresCluster.superuser)@127.0.0.1:\(primary.port)/postgres"
        let database = try PostgresDatabase(address: address, connectionCount: 1)
        return try await database.closing { try await body(database) }
    }

    private static func wait(for what: String, in database: PostgresDatabase, _ question: SQL) async throws {
        let end = ContinuousClock.now + limit
        while try await !database.read({ try $0.value(question, as: Bool.self) }) {
            guard .now < end else { throw TestFailure("Waited \(limit) in vain for \(what).") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func run(_ node: Node) async throws {
        // A copy has the commit settings of its original: nobody follows it yet.
        let settings = ["synchronous_commit=on", "max_wal_senders=5", "wal_keep_size=64MB"]
        guard
            try await PostgresCluster.startServer(
                installation, node.folder, port: node.port, settings: settings)
        else {
            throw TestFailure("PostgreSQL does not start: \(PostgresCluster.lastLines("\(node.data)/server.log"))")
        }
    }

    private func command(_ program: String, _ arguments: [String], of node: Node) async throws {
        let log = node.folder.file("\(program).log")
        let command = TestCommand(installation.command(program, arguments), in: node.folder.path)
        guard try await command.run(log: log) == 0 else {
            throw TestFailure("\(program) failed: \(PostgresCluster.lastLines(log))")
        }
    }

    private static func children(of parent: pid_t) -> [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { pid_t($0) }.filter { process in
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return false }
            return text[text.index(after: end)...].split(separator: " ").dropFirst().first.flatMap { pid_t($0) }
                == parent
        }
    }
}
