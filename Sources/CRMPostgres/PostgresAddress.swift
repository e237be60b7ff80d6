import CLibPQ
import CRMDatabase
import Foundation

/// What stands between the program and the server and shares its sessions among clients.
package enum PostgresPooler: String, Sendable, CaseIterable {
    /// Nothing, or a pooler that gives each client a session of its own.
    case none
    /// A session is lent for one transaction, as pgbouncer does with `pool_mode = transaction`: nothing may outlive
    /// the transaction.
    case transaction
}

/// Where and how to connect: the operator's address with our settings behind it.
struct PostgresAddress: Sendable {
    enum Purpose: Sendable { case service, migration }

    /// libpq takes a connection string for the name of the database.
    static let expandsText: Int32 = 1

    private let text: String
    private let options: [String: String]
    private let purpose: Purpose
    private let pooler: PostgresPooler

    /// Takes a URL or a connection string as libpq knows them; throws ``DatabaseError/cannotOpen(_:)`` for other text.
    init(_ text: String, purpose: Purpose = .service, pooler: PostgresPooler = .none) throws {
        self.text = text
        self.purpose = purpose
        self.pooler = pooler
        options = try Self.parse(text)
    }

    func with(purpose: Purpose) throws -> PostgresAddress {
        try PostgresAddress(text, purpose: purpose, pooler: pooler)
    }

    /// Host, port and database for people; never the password.
    var place: String {
        "\(options["host"] ?? "localhost"):\(options["port"] ?? "5432")/\(options["dbname"] ?? "")"
    }

    /// Whether sessions are shared, so that nothing may outlive a transaction.
    var isPooled: Bool { pooler == .transaction }

    /// Whether a silent server is asked for a sign of life. A migration may keep a server so busy that none comes.
    var isWatched: Bool { purpose == .service }

    /// What each transaction sets for itself where the session cannot.
    var transactionSettings: [(name: String, value: String)] { isPooled ? sessionSettings : [] }

    /// Lends keywords and values as libpq wants them; `extra` wins over everything.
    func withKeywords<Result>(
        extra: [(keyword: String, value: String)] = [],
        _ body: ([UnsafePointer<CChar>?], [UnsafePointer<CChar>?]) -> Result
    ) -> Result {
        let parameters = parameters + extra
        let keywords = parameters.map { strdup($0.keyword) } + [nil]
        let values = parameters.map { strdup($0.value) } + [nil]
        defer { for word in keywords + values { free(word) } }
        return body(keywords.map { UnsafePointer($0) }, values.map { UnsafePointer($0) })
    }

    /// Keywords and values for libpq; of a repeated keyword the last one counts.
    var parameters: [(keyword: String, value: String)] {
        let ours = [
            ("connect_timeout", "\(connectTimeoutSeconds)"),
            ("application_name", PostgresSettings.applicationName),
            ("keepalives_idle", "\(PostgresSettings.keepaliveIdleSeconds)"),
            ("keepalives_interval", "\(PostgresSettings.keepaliveIntervalSeconds)"),
            ("keepalives_count", "\(PostgresSettings.keepaliveCount)"),
            ("tcp_user_timeout", "\(PostgresSettings.unconfirmedTimeoutMilliseconds)"),
            // Of several servers the one that takes writes.
            ("target_session_attrs", hostCount > 1 ? "read-write" : "any"),
            ("dbname", text),
            // Text is decoded as UTF-8 whatever the address says.
            ("client_encoding", "UTF8"),
        ]
        // A pooler refuses what it cannot set for one transaction.
        return isPooled ? ours : ours + [("options", serverOptions)]
    }

    private var hostCount: Int {
        let hosts = options["hostaddr"] ?? options["host"] ?? ""
        return hosts.split(separator: ",", omittingEmptySubsequences: false).count
    }

    private var connectTimeoutSeconds: Int {
        max(PostgresSettings.connectTimeoutSeconds / hostCount, PostgresSettings.shortestConnectTimeoutSeconds)
    }

    private var sessionSettings: [(name: String, value: String)] {
        let isMigration = purpose == .migration
        return [
            ("TimeZone", "UTC"),
            ("statement_timeout", isMigration ? "0" : "\(PostgresSettings.statementTimeoutMilliseconds)"),
            ("lock_timeout", isMigration ? "0" : "\(PostgresSettings.lockTimeoutMilliseconds)"),
            (
                "idle_in_transaction_session_timeout",
                "\(PostgresSettings.idleInTransactionTimeoutMilliseconds)"
            ),
        ]
    }

    /// Settings of the session, with those of the address behind ours, since the last one counts here too.
    private var serverOptions: String {
        let ours = sessionSettings.map { name, value in "-c \(name)=\(value)" }.joined(separator: " ")
        // A migration may take its time, even where the address grants the service little.
        guard purpose == .service, let theirs = options["options"] else {
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
