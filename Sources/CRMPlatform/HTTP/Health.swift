import CRMCore
package import CRMDatabase
import Synchronization

/// Whether the process should get traffic: database reachable, schema current, not about to stop.
package final class Readiness: Sendable {
    private let draining = Mutex(false)
    private let database: any Database
    private let migrations: [Migration]

    package init(database: any Database, migrations: [Migration]) {
        self.database = database
        self.migrations = migrations
    }

    /// How long the database may take to answer.
    private static let patience = Duration.seconds(2)

    /// From now on the process answers that it wants no more traffic.
    package func drain() { draining.withLock { $0 = true } }

    /// What stands in the way; empty when the process is ready.
    func obstacles() async -> [String] {
        if draining.withLock({ $0 }) { return ["draining"] }
        do {
            let (database, migrations) = (database, migrations)
            let state = try await withDeadline(.now.advanced(by: Readiness.patience)) {
                try await database.schemaState(migrations)
            }
            switch state {
            case .current: return []
            case .behind(let names): return ["migrations: \(names.count) to apply, run clientele migrate"]
            case .incompatible(let why): return ["schema: \(why)"]
            }
        } catch {
            return ["database: cannot be reached"]
        }
    }

    /// `/livez` and `/readyz`.
    package var endpoints: [Endpoint] {
        [
            .open("/livez", "Whether the process runs.") { Readiness.payload(200, "ok", []) },
            .open("/readyz", "Whether the process should get traffic.", statuses: [200, 503]) {
                let obstacles = await self.obstacles()
                return Readiness.payload(
                    obstacles.isEmpty ? 200 : 503, obstacles.isEmpty ? "ready" : "not ready", obstacles)
            },
        ]
    }

    private static func payload(_ status: Int, _ word: String, _ obstacles: [String]) -> Payload {
        let body: JSON = ["status": .string(word), "obstacles": .array(obstacles.map { .string($0) })]
        return Payload(status: status, bytes: Array(body.text.utf8))
    }
}
