import Foundation

/// The server's programs on this machine and how to run them: the server refuses to run as root.
struct PostgresInstallation: Sendable {
    let folder: String
    /// The words before a command that make it run as an unprivileged user; empty when we are one.
    let userPrefix: [String]
    /// Numbers of that user and group; nil when it is us.
    let userID: (user: uid_t, group: gid_t)?

    /// Looks in what `pg_config` names, Debian's folders (the newest first) and the search path.
    static func find() -> PostgresInstallation? {
        guard let folder = folders().first(where: isComplete) else { return nil }
        guard geteuid() == 0 else { return PostgresInstallation(folder: folder, userPrefix: [], userID: nil) }
        for name in ["postgres", "nobody"] {
            guard let entry = getpwnam(name) else { continue }
            let ids = (entry.pointee.pw_uid, entry.pointee.pw_gid)
            guard let prefix = userPrefix(name, ids.0, ids.1) else { continue }
            return PostgresInstallation(folder: folder, userPrefix: prefix, userID: ids)
        }
        return nil
    }

    func command(_ program: String, _ arguments: [String]) -> [String] {
        userPrefix + ["\(folder)/\(program)"] + arguments
    }

    private static func isComplete(_ folder: String) -> Bool {
        ["initdb", "postgres", "pg_ctl"].allSatisfy { TestCommand.find($0, in: [folder]) != nil }
    }

    private static func folders() -> [String] {
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let newestFirst = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
        return configuredFolder() + newestFirst.map { "\(debian)/\($0)/bin" } + TestCommand.searchPath
    }

    private static func configuredFolder() -> [String] {
        guard let program = TestCommand.find("pg_config", in: TestCommand.searchPath) else { return [] }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = ["--bindir"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return [] }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return [text.trimmingCharacters(in: .whitespacesAndNewlines)]
    }

    private static func userPrefix(_ name: String, _ user: uid_t, _ group: gid_t) -> [String]? {
        if let setpriv = TestCommand.find("setpriv", in: TestCommand.searchPath) {
            return [setpriv, "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--"]
        }
        return TestCommand.find("runuser", in: TestCommand.searchPath).map { [$0, "-u", name, "--"] }
    }
}
