import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting

/// Endpoints of the jobs.
extension FaultUseCase {
    static let platform: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/jobs/{id}/cancel", path: { "/api/jobs/\(try await job($0, $1))/cancel" },
            body: { _, _ in nil }, state: { _, _ in ["/api/jobs?limit=1"] }),
        FaultUseCase(
            endpoint: "POST /api/jobs/{id}/retry", isOnce: true,
            path: { "/api/jobs/\(try await failedJob($0, $1))/retry" },
            body: { _, _ in nil }, state: { _, _ in ["/api/jobs?limit=1"] }),
    ]

    /// A job that nobody works on.
    static func job(_ shop: TestShop, _ n: Int) async throws -> String {
        try await shop.shop.workplace.write(shop.account) { work in
            try JobQueue(work).enqueue(JobCheck.kind, input: ["n": .number(String(n))]).id
        }
    }

    /// A job that was given up.
    static func failedJob(_ shop: TestShop, _ n: Int) async throws -> String {
        let id = try await job(shop, n)
        try await shop.shop.database.write { session in
            try session.execute("UPDATE jobs SET state = 'failed', finished_at = created_at WHERE id = \(id)")
        }
        return id
    }
}
