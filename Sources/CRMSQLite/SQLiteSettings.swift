/// The limits and settings of the embedded database.
enum SQLiteSettings {
    /// How long a statement waits for a lock that a foreign tool holds; connections of our own never meet.
    static let busyTimeoutMilliseconds: Int32 = 5_000
    /// Prepared statements kept by each connection.
    static let statementCacheLimit = 256
    /// Page cache of the writer and of each reader.
    static let cacheKibibytes = 16_384
    /// Memory mapping stays off: an I/O error on a mapped page kills the process instead of failing the statement.
    static let mappedBytes = 0
    /// Pages in the write-ahead log after which the writer copies them into the file.
    static let checkpointPages = 1_000
    /// The log file is cut back to this size after a checkpoint.
    static let logSizeLimitBytes = 67_108_864
    /// Steps of the virtual machine between two looks at the clock.
    static let stepsPerDeadlineCheck: Int32 = 1_000
    /// Rows inserted between two looks at the clock.
    static let rowsPerDeadlineCheck = 1_000
    /// `PRAGMA synchronous` as SQLite numbers it: a commit is on the disk before it is answered.
    static let synchronousFull: Int64 = 2
    /// Files hold customers' data: for the owner of the process only.
    static let filePermissions: UInt32 = 0o600
    static let folderPermissions = 0o700
}
