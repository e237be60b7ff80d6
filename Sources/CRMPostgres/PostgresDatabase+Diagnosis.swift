package import CRMDatabase

extension PostgresDatabase {
    /// Oldest version that the product is tested with.
    private static let oldestVersion = 150_000

    /// Looks at the server, the role and the settings that the product depends on.
    package func diagnose() async throws -> [Diagnosis] {
        try await read { session in
            [try Self.version(session), try Self.encoding(session), try Self.durability(session)]
        }
    }

    private static func version(_ session: any DatabaseSession) throws -> Diagnosis {
        let number = try session.value("SELECT CAST(current_setting('server_version_num') AS BIGINT)", as: Int.self)
        let text = try session.value("SELECT current_setting('server_version')", as: String.self)
        guard number >= oldestVersion else {
            return Diagnosis(
                "postgres.version", .warning, "PostgreSQL \(text) is older than 15, the oldest that is tested.")
        }
        return Diagnosis("postgres.version", .ok, "PostgreSQL \(text).")
    }

    private static func encoding(_ session: any DatabaseSession) throws -> Diagnosis {
        let encoding = try session.value("SELECT current_setting('server_encoding')", as: String.self)
        guard encoding == "UTF8" else {
            return Diagnosis(
                "postgres.encoding", .failure, "The database's encoding is \(encoding), not UTF8: make it anew.")
        }
        return Diagnosis("postgres.encoding", .ok, "UTF8.")
    }

    private static func durability(_ session: any DatabaseSession) throws -> Diagnosis {
        let off = try ["fsync", "full_page_writes", "synchronous_commit"].filter { name in
            try session.value("SELECT current_setting(\(name))", as: String.self) == "off"
        }
        guard off.isEmpty else {
            return Diagnosis(
                "postgres.durability", .warning,
                "\(off.joined(separator: ", ")) off: a crash of the server can lose what was answered.")
        }
        return Diagnosis("postgres.durability", .ok, "A commit is on the disk before it is answered.")
    }
}
