import Foundation

/// A running server in a folder of its own. It ends, and the folder goes, with this process, even a killed one.
struct PostgresCluster: Sendable {
    static let superuser = "clientele_admin"
    /// Connections for all suites of a process together.
    static let connectionLimit = 400
    /// How often a start is tried: another program may take the free port first.
    private static let startLimit = 3

    let port: UInt16
    /// Held open as long as the process lives; the guardian waits for its end.
    private let lifeline: FileHandle

    static func start(_ installation: PostgresInstallation) async throws -> PostgresCluster {
        let folder = try makeFolder(installation)
        let lifeline = try startGuardian(installation, folder)
        try await initialise(installation, folder)
        for _ in 1...startLimit {
            let port = try freePort()
            if try await startServer(installation, folder, port: port) {
                return PostgresCluster(port: port, lifeline: lifeline)
            }
        }
        throw TestFailure("PostgreSQL does not start: \(lastLines(folder.file("server.log")))")
    }

    /// A folder that the server may write to.
    static func makeFolder(_ installation: PostgresInstallation) throws -> TestFolder {
        let folder = try TestFolder(prefix: "clientele-pg")
        if let ids = installation.userID, chown(folder.path, ids.user, ids.group) != 0 {
            throw TestFailure("\(folder.path) cannot be given to the server's user.")
        }
        return folder
    }

    /// A shell that waits for the end of its input, which comes when this process ends, however it ends.
    static func startGuardian(_ installation: PostgresInstallation, _ folder: TestFolder) throws -> FileHandle {
        let script = """
            trap '' HUP INT TERM
            folder="$1"; shift
            cat >/dev/null
            "$@" >/dev/null 2>&1
            rm -rf "$folder"
            """
        let stop = installation.command("pg_ctl", ["-D", folder.file("data"), "-m", "immediate", "-w", "stop"])
        let shell = ["/bin/sh", "-c", script, "guardian", folder.path] + stop
        // In a session of its own a signal to the whole group does not reach it.
        let session = TestCommand.find("setsid", in: TestCommand.searchPath).map { [$0] } ?? []
        let pipe = Pipe()
        for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            // A child that inherited the writing end would keep the guardian waiting.
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        _ = try TestCommand(session + shell, in: "/").spawn(input: pipe.fileHandleForReading.fileDescriptor)
        return pipe.fileHandleForWriting
    }

    static func initialise(_ installation: PostgresInstallation, _ folder: TestFolder) async throws {
        let command = installation.command(
            "initdb",
            [
                "-D", folder.file("data"), "-U", superuser, "--auth=trust", "--encoding=UTF8", "--locale=C",
                "--no-sync", "--no-instructions",
            ])
        let log = folder.file("initdb.log")
        guard try await TestCommand(command, in: folder.path).run(log: log) == 0 else {
            throw TestFailure("initdb failed: \(lastLines(log))")
        }
    }

    static func startServer(
        _ installation: PostgresInstallation, _ folder: TestFolder, port: UInt16,
        settings own: [String] = ["synchronous_commit=off"]
    ) async throws -> Bool {
        let settings =
            own + [
                "port=\(port)", "listen_addresses=127.0.0.1", "unix_socket_directories=\(folder.path)",
                "max_connections=\(connectionLimit)", "fsync=off", "full_page_writes=off",
                // A worker that visits a template stands in the way of copying it.
                "autovacuum=off",
            ]
        let options = settings.map { "-c \($0)" }.joined(separator: " ")
        let command = installation.command(
            "pg_ctl", ["-D", folder.file("data"), "-l", folder.file("data/server.log"), "-o", options, "-w", "start"])
        return try await TestCommand(command, in: folder.path).run(log: folder.file("server.log")) == 0
    }

    /// A port that nobody listens on at this moment.
    static func freePort() throws -> UInt16 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw TestFailure("No socket can be made.") }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0
            }
        }
        guard isBound else { throw TestFailure("No loopback port is free.") }
        return UInt16(bigEndian: address.sin_port)
    }

    static func lastLines(_ path: String) -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(whereSeparator: \.isNewline).suffix(5).joined(separator: " | ")
    }
}
