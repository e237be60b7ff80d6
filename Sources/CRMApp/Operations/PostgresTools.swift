import CRMDatabase
import CRMGovernance
import Foundation

/// The programs of PostgreSQL that copy a database out and in, as child processes of this one.
struct PostgresTools {
    private let address: PostgresToolAddress

    init(address: String) {
        self.address = PostgresToolAddress(address)
    }

    /// Bytes that are handed on at once.
    static let chunkBytes = 1 << 20

    /// Hands over the database in the custom format of `pg_dump`, one snapshot of it.
    func dump(to sink: ([UInt8]) throws -> Void) throws {
        // The owner of the tables is held to row-level security too, unless it says that it works on the schema.
        let output = Pipe()
        let child = try start(
            "pg_dump", ["--format=custom", "--no-password", "--enable-row-security"], output: output)
        do {
            while let bytes = try output.fileHandleForReading.read(upToCount: PostgresTools.chunkBytes), !bytes.isEmpty
            {
                try sink(Array(bytes))
            }
        } catch {
            child.process.terminate()
            throw error
        }
        try child.end()
    }

    /// Fills the empty database from such a copy.
    func restore(from source: () throws -> [UInt8]?) throws {
        let input = Pipe()
        // A restore that is interrupted leaves nothing behind.
        let child = try start(
            "pg_restore",
            ["--no-password", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"], input: input,
            databaseFlag: "--dbname")
        // The program may end before it has read everything; its own words say why.
        signal(SIGPIPE, SIG_IGN)
        do {
            while let bytes = try source() { try input.fileHandleForWriting.write(contentsOf: Data(bytes)) }
            try input.fileHandleForWriting.close()
        } catch let error as BackupError {
            child.process.terminate()
            throw error
        } catch {
            try? input.fileHandleForWriting.close()
            try child.end()
            throw error
        }
        try child.end()
    }

    private struct Child {
        let name: String
        let process: Process
        let errors: URL

        /// Waits for the program; throws its last words when it failed.
        func end() throws {
            process.waitUntilExit()
            defer { try? FileManager.default.removeItem(at: errors) }
            guard process.terminationStatus != 0 else { return }
            let words = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
            let last = words.split(whereSeparator: \.isNewline).suffix(3).joined(separator: " ")
            throw DatabaseError.cannotOpen("\(name) ended with \(process.terminationStatus): \(last)")
        }
    }

    private func start(
        _ name: String, _ arguments: [String], input: Pipe? = nil, output: Pipe? = nil,
        databaseFlag: String = "--dbname"
    ) throws -> Child {
        guard let program = PostgresTools.find(name) else {
            throw DatabaseError.cannotOpen(
                "\(name) is not installed: on Debian and Ubuntu apt install postgresql-client, on macOS brew install libpq"
            )
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments + [databaseFlag, address.withoutPassword]
        let inherited = ProcessInfo.processInfo.environment
        let options = [inherited["PGOPTIONS"], "-c clientele.migration=on"].compactMap { $0 }.joined(separator: " ")
        process.environment = inherited.merging(address.environment) { _, new in new }
            .merging(["PGOPTIONS": options]) { _, new in new }
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        let errors = FileManager.default.temporaryDirectory.appending(component: "\(name)-\(UUID().uuidString).log")
        guard FileManager.default.createFile(atPath: errors.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw BackupError.unwritable(errors.path) }
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        return Child(name: name, process: process, errors: errors)
    }

    /// The newest of Debian's folders comes before the search path: an older program refuses a newer server.
    private static func find(_ name: String) -> String? {
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let newest = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(debian)/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (newest + path).map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// An address whose password is handed on through the environment, since the words of a process can be seen by all.
struct PostgresToolAddress {
    let withoutPassword: String
    let environment: [String: String]

    init(_ text: String) {
        guard var parts = URLComponents(string: text), let password = parts.password else {
            withoutPassword = text
            environment = [:]
            return
        }
        parts.password = nil
        withoutPassword = parts.string ?? text
        environment = ["PGPASSWORD": password]
    }
}
