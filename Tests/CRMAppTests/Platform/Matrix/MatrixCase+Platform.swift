import CRMApp
import CRMCore
import CRMDatabase
import CRMTesting

/// Jobs.
extension MatrixCase {
    static let platform = MatrixCase(
        things: [
            Thing(paths: ["/api/jobs/{id}"]) { shop, n in try await FaultUseCase.job(shop, n) }
        ],
        examples: [
            Example(operation: "POST /api/jobs/{id}/retry") { shop, ids in
                let id = ids["id", default: ""]
                try await shop.shop.database.write { session in
                    try session.execute("UPDATE jobs SET state = 'failed', finished_at = created_at WHERE id = \(id)")
                }
            }
        ])
}
