package import CRMCore
package import CRMPlatform
package import CRMPostgres
import Configuration
package import Logging
import SystemPackage

/// How the program runs. Each setting is looked for in the flags, the environment, the configuration file and the
/// directory of secrets, in this order.
///
/// | Setting | Environment | Default |
/// |---|---|---|
/// | `database.url` | `CLIENTELE_DATABASE_URL` | `data/clientele.db` (SQLite) |
/// | `database.connections` | `CLIENTELE_DATABASE_CONNECTIONS` | 8 (PostgreSQL) |
/// | `database.pooler` | `CLIENTELE_DATABASE_POOLER` | none (PostgreSQL) |
/// | `host` | `CLIENTELE_HOST` | 127.0.0.1 |
/// | `port` | `CLIENTELE_PORT` | 8080 |
/// | `log.level` | `CLIENTELE_LOG_LEVEL` | info |
/// | `http.connections` | `CLIENTELE_HTTP_CONNECTIONS` | 4096 |
/// | `metrics.token` | `CLIENTELE_METRICS_TOKEN` | none |
/// | `rate.limit` | `CLIENTELE_RATE_LIMIT` | 0 (no limit) |
/// | `backup.folder` | `CLIENTELE_BACKUP_FOLDER` | none |
/// | `jobs.workers` | `CLIENTELE_JOBS_WORKERS` | 2 (0: this process works on no jobs) |
/// | `jobs.leaseSeconds` | `CLIENTELE_JOBS_LEASE_SECONDS` | 30 |
/// | `shutdown.seconds` | `CLIENTELE_SHUTDOWN_SECONDS` | 30 |
/// | `config.filePath` | `CLIENTELE_CONFIG_FILE_PATH` | none |
/// | `secrets.directoryPath` | `CLIENTELE_SECRETS_DIRECTORY_PATH` | none |
package struct Settings: Sendable {
    package var database = DatabaseAddress.standard
    package var connections = 8
    package var pooler = PostgresPooler.none
    package var host = "127.0.0.1"
    package var port = 8080
    package var logLevel = Logger.Level.info
    package var shutdownSeconds = 30
    /// Connections of callers at once; more wait until one ends.
    package var httpConnections = 4096
    /// What `/metrics` is read with; nil: without a token, and from this machine only.
    package var metricsToken: String?
    /// Requests a second of one API key; 0 sets no limit.
    package var rateLimit = 0
    /// Jobs that the process works on at once; 0: none.
    package var jobWorkers = 2
    /// Where backups lie, for the metric of their trial restorations; nil: it is not told.
    package var backupFolder: String?
    /// How long a worker may be silent before its job is taken from it.
    package var jobLeaseSeconds = 30

    package static let connectionRange = 1...200
    package static let portRange = 0...65_535
    package static let shutdownRange = 1...600
    package static let httpConnectionRange = 1...100_000
    /// Characters of a token: shorter ones can be guessed.
    package static let metricsTokenLengths = 16...256
    package static let rateLimitRange = 0...1_000_000
    package static let jobWorkerRange = 0...32
    /// With the quarter of it that passes between two looks, a dead worker's job is taken over within a minute.
    package static let jobLeaseRange = 1...45

    package init() {}

    /// Reads and checks every setting; throws ``InvalidSettings`` with every mistake.
    package static func read(flags: [String: String], environment: [String: String]) async throws -> Settings {
        let first: [any ConfigProvider] = [
            InMemoryProvider(
                values: Dictionary(flags.map { (key($0), ConfigValue(.string($1), isSecret: false)) }) { $1 }),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "clientele"),
        ]
        let reader = ConfigReader(providers: first)
        var providers = first
        do {
            if let path = reader.string(forKey: "config.filePath") {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
            }
            if let path = reader.string(forKey: "secrets.directoryPath") {
                providers.append(try await DirectoryFilesProvider(directoryPath: FilePath(path)))
            }
        } catch {
            throw InvalidSettings(mistakes: [
                "the configuration file or the directory of secrets cannot be read: \(error)"
            ])
        }
        return try Settings(ConfigReader(providers: providers))
    }

    /// How the process works on jobs.
    package var jobs: JobSettings { JobSettings(workers: jobWorkers, lease: .seconds(jobLeaseSeconds)) }

    private static func key(_ name: String) -> AbsoluteConfigKey {
        AbsoluteConfigKey(name.split(separator: ".").map(String.init))
    }

    private init(_ reader: ConfigReader) throws {
        var mistakes: [String] = []
        if let text = reader.string(forKey: "database.url") {
            if let address = DatabaseAddress(text.trimmingSpaces()) {
                database = address
            } else {
                mistakes.append("database.url \(DatabaseAddress.expectation)")
            }
        }
        connections = Self.integer("database.connections", reader, Self.connectionRange, connections, &mistakes)
        if let text = reader.string(forKey: "database.pooler") {
            if let known = PostgresPooler(rawValue: text) {
                pooler = known
            } else {
                let words = PostgresPooler.allCases.map(\.rawValue).joined(separator: ", ")
                mistakes.append("database.pooler must be one of \(words), not \"\(text)\"")
            }
        }
        host = reader.string(forKey: "host") ?? host
        if host.isEmpty || host.contains(where: \.isWhitespace) { mistakes.append("host must be a name or an address") }
        port = Self.integer("port", reader, Self.portRange, port, &mistakes)
        if let text = reader.string(forKey: "log.level") {
            if let level = Logger.Level(rawValue: text) {
                logLevel = level
            } else {
                let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
                mistakes.append("log.level must be one of \(levels), not \"\(text)\"")
            }
        }
        shutdownSeconds = Self.integer("shutdown.seconds", reader, Self.shutdownRange, shutdownSeconds, &mistakes)
        httpConnections = Self.integer(
            "http.connections", reader, Self.httpConnectionRange, httpConnections, &mistakes)
        metricsToken = reader.string(forKey: "metrics.token", isSecret: true)?.trimmingSpaces()
        if let metricsToken, !Self.isToken(metricsToken) {
            let (low, high) = (Self.metricsTokenLengths.lowerBound, Self.metricsTokenLengths.upperBound)
            mistakes.append("metrics.token must have \(low) to \(high) visible ASCII characters")
        }
        rateLimit = Self.integer("rate.limit", reader, Self.rateLimitRange, rateLimit, &mistakes)
        backupFolder = reader.string(forKey: "backup.folder")
        jobWorkers = Self.integer("jobs.workers", reader, Self.jobWorkerRange, jobWorkers, &mistakes)
        jobLeaseSeconds = Self.integer("jobs.leaseSeconds", reader, Self.jobLeaseRange, jobLeaseSeconds, &mistakes)
        guard mistakes.isEmpty else { throw InvalidSettings(mistakes: mistakes) }
    }

    /// For how long idle connections stay open after the signal to stop; a quick stop leaves them less.
    var drainSeconds: Int { min(Limits.drainSeconds, shutdownSeconds / 2) }

    private static func isToken(_ text: String) -> Bool {
        metricsTokenLengths.contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func integer(
        _ name: String, _ reader: ConfigReader, _ range: ClosedRange<Int>, _ standard: Int, _ mistakes: inout [String]
    ) -> Int {
        // A number in a file is no string to the reader, a number in the environment is: both are asked for.
        let key = ConfigKey(name)
        let text = reader.string(forKey: key)
        guard let number = text.map({ Int($0) }) ?? reader.int(forKey: key) else {
            guard let text else { return standard }
            mistakes.append("\(name) must be a whole number, not \"\(text)\"")
            return standard
        }
        if range.contains(number) { return number }
        mistakes.append("\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(number)")
        return standard
    }
}

/// Settings that cannot be: every mistake is named.
package struct InvalidSettings: DomainError {
    package let mistakes: [String]

    package var kind: DomainErrorKind { .invalid }
    package var code: String { "config.invalid" }
    package var detail: String { mistakes.joined(separator: "\n") }
}
