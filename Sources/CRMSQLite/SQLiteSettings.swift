/// The limits and settings of the embedded database.
enum SQLiteSettings {
    /// How long a statement waits for a lock that a foreign tool holds; connections of our own never meet.
    static let busyTimeoutMilliseconds: Int32 = 5_000
    /// Prepared statements kept by each connection.
    static let statementCacheLimit = 256
    /// Page cache of each reader.
    static let cacheKibibytes = 16_384
    /// Page cache of the writer: a bulk load writes to all parts of seven indexes.
    static let writerCacheKibibytes = 49_152
    /// Memory mapping stays off: an I/O error on a mapped page kills the process instead of failing the statement.
    static let mappedBytes = 0
    /// Pages in the write-ahead log after which the writer copies them into the file.
    static let checkpointPages = 1_000
    /// Pages after which that also waits for readers, so that the log can begin anew, and how long it does.
    static let overdueCheckpointPages = 8_000
    static let checkpointPatienceMilliseconds: Int32 = 100
    /// The log file is cut back to this size after a checkpoint.
    static let logSizeLimitBytes = 67_108_864
    /// Steps of the virtual machine between two looks at the clock.
    static let stepsPerCheck: Int32 = 1_000
    /// What a read may take on the thread that asks for it, before it moves to a thread of its own: steps, and time.
    static let quickReadSteps = 50_000
    static let quickReadTime = Duration.milliseconds(2)
    /// Calls that may wait for the writer; more are refused, since they would only time out later.
    static let writeQueueLimit = 1_024
    /// Writes that may share one commit.
    static let writesPerCommit = 256
    /// After this time no further write joins, so that those who are done are not kept waiting for those to come.
    static let timePerCommit = Duration.milliseconds(20)
    /// Inserted rows between two looks at the clock.
    static let rowsPerCheck = 256
    /// Pages that a backup copies between two looks at the clock.
    static let pagesPerBackupStep: Int32 = 2_048
    /// Findings that the check of a file lists at most.
    static let findingLimit = 100
    /// `PRAGMA synchronous` as SQLite numbers it: a commit is on the disk before it is answered.
    static let synchronousFull: Int64 = 2
    /// Files hold customers' data: for the owner of the process only.
    static let filePermissions: UInt32 = 0o600
    static let folderPermissions = 0o700
}
