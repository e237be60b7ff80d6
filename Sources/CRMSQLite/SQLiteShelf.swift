import CRMDatabase
import Synchronization

/// Connections that a calling thread borrows for a read so short that a change of threads would cost more.
final class SQLiteShelf: Sendable {
    /// A borrowed connection. Unchecked, since the shelf lends a connection to one thread at a time.
    private struct Item: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    private struct State: Sendable {
        var idle: [Item] = []
        var isClosed = false
        var closeWaiters: [CheckedContinuation<Void, Never>] = []
        var counts: PoolStatistics
    }

    private let state: Mutex<State>
    private let connect: @Sendable () throws -> SQLiteConnection

    init(limit: Int, connect: @escaping @Sendable () throws -> SQLiteConnection) {
        state = Mutex(State(counts: PoolStatistics(name: "sqlite-quick", limit: limit)))
        self.connect = connect
    }

    var statistics: PoolStatistics { state.withLock { $0.counts } }

    /// Runs `body` on a free connection, on the calling thread; nil when all of them are lent.
    func lend<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value? {
        guard let item = try borrow() else { return nil }
        defer { giveBack(item) }
        return try body(item.connection)
    }

    private func borrow() throws -> Item? {
        let (item, mayConnect) = try state.withLock { state in
            if state.isClosed { throw DatabaseError.databaseClosed }
            let item = state.idle.popLast()
            let mayConnect = item == nil && state.counts.open < state.counts.limit
            if mayConnect { state.counts.open += 1 }
            if item != nil || mayConnect {
                state.counts.inUse += 1
                state.counts.calls += 1
            }
            return (item, mayConnect)
        }
        guard mayConnect else { return item }
        do {
            return Item(connection: try connect())
        } catch {
            settle { $0.counts.open -= 1 }
            throw error
        }
    }

    private func giveBack(_ item: Item) {
        let isKept = item.connection.isUsable && !item.connection.isInTransaction
        if !isKept { item.connection.close() }
        settle { state in
            if isKept {
                state.idle.append(item)
            } else {
                state.counts.open -= 1
                state.counts.replaced += 1
            }
        }
    }

    /// Ends a loan; the last one after the close lets the closing go on.
    private func settle(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            state.counts.inUse -= 1
            guard state.isClosed, state.counts.inUse == 0 else { return [] as [CheckedContinuation<Void, Never>] }
            defer { state.closeWaiters = [] }
            return state.closeWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Refuses new reads, waits for those that run, and closes every connection.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.counts.inUse > 0 { state.closeWaiters.append(continuation) }
                return state.counts.inUse == 0
            }
            if isIdle { continuation.resume() }
        }
        let items = state.withLock { state in
            defer { state.idle = [] }
            state.counts.open -= state.idle.count
            return state.idle
        }
        for item in items { item.connection.close() }
    }
}
