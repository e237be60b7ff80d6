import Foundation

/// A PostgreSQL server of the run's own, with the settings of its makers but for shared memory; it ends with the run.
struct PostgresServer {
    let port: Int
    private let folder: String
    private let prefix: [String]
    private let programs: String
    private let lifeline: FileHandle

    private static let user = "clientele_bench"

    init(in work: WorkFolder) throws {
        folder = work.path + "-pg"
        guard let programs = PostgresServer.programs() else {
            throw BenchmarkError("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
        }
        self.programs = programs
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The server refuses to run as root.
        if geteuid() == 0, let entry = getpwnam("postgres") {
            let (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
            prefix = ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--"]
            guard chown(folder, user, group) == 0 else { throw BenchmarkError("\(folder) cannot be given away") }
        } else {
            prefix = []
        }
        let data = folder + "/data"
        lifeline = try PostgresServer.guardian(
            folder: folder, stop: prefix + ["\(programs)/pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
        try Child.run(
            prefix + [
                "\(programs)/initdb", "-D", data, "-U", PostgresServer.user, "--auth=trust", "--encoding=UTF8",
                "--locale=C",
            ], in: work)
        port = try freePort()
        let settings = [
            "port=\(port)", "listen_addresses=127.0.0.1", "unix_socket_directories=\(folder)", "shared_buffers=1GB",
        ]
        try Child.run(
            prefix + [
                "\(programs)/pg_ctl", "-D", data, "-l", folder + "/log", "-w", "-o",
                settings.map { "-c \($0)" }.joined(separator: " "), "start",
            ], in: work)
    }

    func address(_ database: String) -> String {
        "postgresql://\(PostgresServer.user)@127.0.0.1:\(port)/\(database)"
    }

    func create(_ database: String, in work: WorkFolder) throws {
        try sql("CREATE DATABASE \(database)", on: "postgres", in: work)
    }

    /// Runs statements with `psql`.
    @discardableResult
    func sql(_ text: String, on database: String, in work: WorkFolder) throws -> Finished {
        try Child.run(
            ["\(programs)/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", address(database), "-c", text], in: work)
    }

    /// Ends the server and removes its folder.
    func stop() {
        try? lifeline.close()
    }

    private static func programs() -> String? {
        let debian = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? [])
            .sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (versions.map { "\(debian)/\($0)/bin" } + path).first { access("\($0)/initdb", X_OK) == 0 }
    }

    /// A shell that ends the server when its input ends, which it does when this process ends, however it ends.
    private static func guardian(folder: String, stop: [String]) throws -> FileHandle {
        let pipe = Pipe()
        for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        let script = """
            trap '' HUP INT TERM
            folder="$1"; shift
            cat >/dev/null
            "$@" >/dev/null 2>&1
            rm -rf "$folder"
            """
        shell.arguments = ["-c", script, "guardian", folder] + stop
        shell.standardInput = pipe.fileHandleForReading
        try shell.run()
        return pipe.fileHandleForWriting
    }
}

/// A loopback port that nobody listens on at this moment.
func freePort() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = Loopback.address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0
        }
    }
    guard isBound else { throw BenchmarkError("no loopback port is free") }
    return Int(UInt16(bigEndian: address.sin_port))
}
