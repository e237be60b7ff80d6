/// The limits and settings of connections to PostgreSQL; what the operator's address says wins over them.
enum PostgresSettings {
    /// How long one host may take to let a connection in; shared out when there are several.
    static let connectTimeoutSeconds = 4
    /// libpq knows no shorter time.
    static let shortestConnectTimeoutSeconds = 2
    static let applicationName = "clientele"
    /// How long the size of the database may take to be told to the metrics.
    static let sizeLimit = Duration.seconds(1)
    /// The server ends a statement that runs longer.
    static let statementTimeoutMilliseconds = 30_000
    /// The server ends a statement that waits longer for a lock.
    static let lockTimeoutMilliseconds = 10_000
    /// The server ends a session that leaves a transaction lying open longer.
    static let idleInTransactionTimeoutMilliseconds = 60_000
    /// The system gives a connection up when sent bytes stay unconfirmed longer.
    static let unconfirmedTimeoutMilliseconds = 8_000
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

    /// How long the server may be silent before it is asked for a sign of life. With the time for that and for one
    /// more connection it makes less than the ten seconds that a caller waits for a dead server at most.
    static let silenceLimit = Duration.milliseconds(2_500)
    /// How long the sign of life may take; libpq knows no shorter time.
    static let probeTimeoutSeconds = 2
    /// How long after its start a transaction that lost its server is begun anew.
    static let recoveryLimit = Duration.seconds(5)
    /// The longest pause before the second attempt to get a connection; it doubles with every further one.
    static let firstReconnectPause = Duration.milliseconds(50)
    static let longestReconnectPause = Duration.seconds(1)

    /// Staged rows from this number on go through `COPY`; fewer are parameters of their statement.
    static let copyThreshold = 1_000
    /// Bytes of `COPY` handed to libpq at once.
    static let copyChunkBytes = 256 << 10
}
