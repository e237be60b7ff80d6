import CLibPQ
import CRMDatabase

/// The limits and settings of connections to PostgreSQL; what the operator's address says wins over them.
enum PostgresSettings {
    static let connectTimeoutSeconds = 5
    static let applicationName = "clientele"
    /// The server ends a statement that runs longer.
    static let statementTimeoutMilliseconds = 30_000
    /// The server ends a statement that waits longer for a lock.
    static let lockTimeoutMilliseconds = 10_000
    /// The server ends a session that leaves a transaction lying open longer.
    static let idleInTransactionTimeoutMilliseconds = 60_000
    /// The system gives a connection up when sent bytes stay unconfirmed longer.
    static let unconfirmedTimeoutMilliseconds = 15_000
    static let keepaliveIdleSeconds = 30
    static let keepaliveIntervalSeconds = 10
    static let keepaliveCount = 3
    /// Prepared statements kept by each connection.
    static let statementCacheLimit = 256
    /// How long the server may take to confirm a commit before its outcome is given up as unknown.
    static let commitLimit = Duration.seconds(30)
    /// How long the server may take to undo a transaction before its connection is given up.
    static let rollbackLimit = Duration.seconds(2)
    /// The advisory lock that migrating processes of one database share: "clientel" in ASCII.
    static let migrationLockKey: Int64 = 0x636c_6965_6e74_656c
    /// How much longer than the deadline the client waits for the server to end the statement by itself, before it
    /// gives the connection up.
    static let deadlineGrace = Duration.milliseconds(500)
}

/// Where and how to connect: the operator's address with our settings behind it.
struct PostgresAddress: Sendable {
    enum Purpose: Sendable { case service, migration }

    private let text: String
    private let options: [String: String]
    private let purpose: Purpose

    /// Takes a URL or a connection string as libpq knows them; throws ``DatabaseError/cannotOpen(_:)`` for other text.
    init(_ text: String, purpose: Purpose = .service) throws {
        self.text = text
        self.purpose = purpose
        options = try Self.parse(text)
    }

    func with(purpose: Purpose) throws -> PostgresAddress { try PostgresAddress(text, purpose: purpose) }

    /// Host, port and database for people; never the password.
    var place: String {
        "\(options["host"] ?? "localhost"):\(options["port"] ?? "5432")/\(options["dbname"] ?? "")"
    }

    /// Keywords and values for `PQconnectdbParams`; of a repeated keyword the last one counts.
    var parameters: [(keyword: String, value: String)] {
        [
            ("connect_timeout", "\(PostgresSettings.connectTimeoutSeconds)"),
            ("application_name", PostgresSettings.applicationName),
            ("keepalives_idle", "\(PostgresSettings.keepaliveIdleSeconds)"),
            ("keepalives_interval", "\(PostgresSettings.keepaliveIntervalSeconds)"),
            ("keepalives_count", "\(PostgresSettings.keepaliveCount)"),
            ("tcp_user_timeout", "\(PostgresSettings.unconfirmedTimeoutMilliseconds)"),
            ("dbname", text),
            // Text is decoded as UTF-8 whatever the address says.
            ("client_encoding", "UTF8"),
            ("options", serverOptions),
        ]
    }

    /// Settings of the session, with those of the address behind ours, since the last one counts here too.
    private var serverOptions: String {
        let isMigration = purpose == .migration
        let settings = [
            ("TimeZone", "UTC"),
            ("statement_timeout", isMigration ? "0" : "\(PostgresSettings.statementTimeoutMilliseconds)"),
            ("lock_timeout", isMigration ? "0" : "\(PostgresSettings.lockTimeoutMilliseconds)"),
            (
                "idle_in_transaction_session_timeout",
                "\(PostgresSettings.idleInTransactionTimeoutMilliseconds)"
            ),
        ]
        let ours = settings.map { name, value in "-c \(name)=\(value)" }.joined(separator: " ")
        // A migration may take its time, even where the address grants the service little.
        guard !isMigration, let theirs = options["options"] else {
            return options["options"].map { "\($0) \(ours)" } ?? ours
        }
        return "\(ours) \(theirs)"
    }

    private static func parse(_ text: String) throws -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let parsed = PQconninfoParse(text, &message) else {
            // libpq's words may quote the address, and with it the password.
            PQfreemem(message)
            throw DatabaseError.cannotOpen("The database address is neither a PostgreSQL URL nor a connection string.")
        }
        defer { PQconninfoFree(parsed) }
        var options: [String: String] = [:]
        var entry = parsed
        while let keyword = entry.pointee.keyword {
            if let value = entry.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            entry += 1
        }
        return options
    }
}
