/// What a database tells of itself for the metrics of the process. Sums are since the database was opened.
package struct DatabaseStatistics: Sendable, Equatable {
    /// The pools of connections, by name: `postgres`, or `sqlite-quick`, `sqlite-reader` and `sqlite-writer`.
    package var pools: [PoolStatistics] = []
    /// Writes that were committed.
    package var writes = 0
    /// Commits; fewer than the writes where several shared one.
    package var commits = 0
    /// The most writes that shared one commit.
    package var largestCommit = 0
    /// Writes that were undone, whoever was at fault.
    package var rollbacks = 0
    /// Time spent in commits, for the most part waiting for the disk.
    package var committing = Duration.zero
    /// Reads that turned out long and ran again on a thread of their own.
    package var rerunReads = 0
    /// Transactions that ran again after a collision.
    package var retries = 0
    /// Size of the data; nil when it cannot be told.
    package var databaseBytes: Int64?
    /// Size of the write-ahead log; nil when it cannot be told.
    package var logBytes: Int64?

    package init() {}
}

/// A pool of connections at one moment, and its sums.
package struct PoolStatistics: Sendable, Equatable {
    package let name: String
    /// Connections at most.
    package let limit: Int
    /// Connections that are open.
    package var open = 0
    /// Connections that work for a call.
    package var inUse = 0
    /// Calls that wait for a connection.
    package var waiting = 0
    /// Calls that got a connection.
    package var calls = 0
    /// Time that those calls waited for it.
    package var waited = Duration.zero
    /// Connections made in place of broken ones.
    package var replaced = 0

    package init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }
}
