/// Prepared statements of one connection, by what identifies them; the least recently used one makes room.
///
/// A statement is taken out while it runs, so that a nested use of the same text gets another. Inlinable, so that the
/// drivers get code for their own kinds of keys: it runs twice for each statement.
package struct StatementCache<Key: Hashable, Statement> {
    @usableFromInline var entries: [Key: (statement: Statement, lastUse: UInt64)] = [:]
    @usableFromInline var uses: UInt64 = 0
    @usableFromInline let limit: Int

    package init(limit: Int) {
        precondition(limit > 0, "a cache without room would leak every statement")
        self.limit = limit
    }

    package var count: Int { entries.count }

    /// Takes the statement out of the cache.
    @inlinable package mutating func take(_ key: Key) -> Statement? {
        entries.removeValue(forKey: key)?.statement
    }

    /// Keeps the statement; answers with the one that must be disposed of for it, if any.
    @inlinable package mutating func put(_ statement: Statement, for key: Key) -> Statement? {
        uses += 1
        if let replaced = entries.updateValue((statement, uses), forKey: key) { return replaced.statement }
        guard entries.count > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return nil
        }
        return take(oldest.key)
    }

    /// Empties the cache; the statements are the caller's to dispose of.
    package mutating func removeAll() -> [Statement] {
        defer { entries = [:] }
        return entries.values.map(\.statement)
    }
}
