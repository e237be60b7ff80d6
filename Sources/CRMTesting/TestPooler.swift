import Foundation

/// A pgbouncer in transaction mode before the throwaway server.
package actor TestPooler {
    private let program: String
    private let installation: PostgresInstallation
    private let folder: TestFolder
    private let port: UInt16
    /// The pooler ends when it is closed, at the latest with this process.
    private var lifeline: FileHandle?

    private static let limit = Duration.seconds(30)
    /// Sessions of the server that all clients share.
    private static let sessionCount = 3

    /// Starts one; nil, with the reason printed, where there is no pgbouncer.
    package static func start() async throws -> TestPooler? {
        guard let program = TestCommand.find("pgbouncer", in: TestCommand.searchPath) else {
            print("There is no pgbouncer (Debian: apt-get install pgbouncer): the tests behind it are left out.")
            return nil
        }
        guard let installation = PostgresInstallation.find() else { throw TestFailure(TestPostgres.missing) }
        let server = try await TestPostgres.shared()
        let pooler = TestPooler(
            program, installation, try PostgresCluster.makeFolder(installation), try PostgresCluster.freePort())
        try await pooler.configure(serverPort: server.port)
        try await pooler.run()
        return pooler
    }

    private init(_ program: String, _ installation: PostgresInstallation, _ folder: TestFolder, _ port: UInt16) {
        self.program = program
        self.installation = installation
        self.folder = folder
        self.port = port
    }

    /// The address of a database behind the pooler.
    package nonisolated func address(_ database: String, _ role: TestPostgres.Role) -> String {
        "postgres://\(role.rawValue)@127.0.0.1:\(port)/\(database)"
    }

    /// Ends the pooler in the middle of its work and starts it again.
    package func restart() async throws {
        try await end()
        try await run()
    }

    package func stop() async throws {
        try await end()
        folder.remove()
    }

    private func configure(serverPort: UInt16) throws {
        let settings = """
            [databases]
            * = host=127.0.0.1 port=\(serverPort)
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = trust
            auth_file = \(folder.file("users.txt"))
            pool_mode = transaction
            default_pool_size = \(Self.sessionCount)
            max_client_conn = 200
            """
        let users = [TestPostgres.Role.owner, .app].map { "\"\($0.rawValue)\" \"\"" }.joined(separator: "\n")
        for (name, text) in [("pgbouncer.ini", settings), ("users.txt", users)] {
            try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
        }
    }

    private func run() async throws {
        // The shell's end of input comes when the lifeline is closed.
        let script = "trap '' HUP INT TERM; \"$@\" & child=$!; cat >/dev/null; kill -9 $child"
        let command = installation.userPrefix + [program, folder.file("pgbouncer.ini")]
        let pipe = Pipe()
        for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        _ = try TestCommand(["/bin/sh", "-c", script, "pooler"] + command, in: "/").spawn(
            input: pipe.fileHandleForReading.fileDescriptor, log: folder.file("pgbouncer.log"))
        lifeline = pipe.fileHandleForWriting
        try await wait(for: "pgbouncer to listen") { isListening() }
    }

    private func end() async throws {
        try lifeline?.close()
        lifeline = nil
        try await wait(for: "pgbouncer to end") { !isListening() }
    }

    private func wait(for what: String, _ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + Self.limit
        while !condition() {
            guard .now < end else {
                throw TestFailure(
                    "Waited in vain for \(what): \(PostgresCluster.lastLines(folder.file("pgbouncer.log")))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private nonisolated func isListening() -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
