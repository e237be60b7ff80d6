import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import HTTPTypes

/// The account, its keys and its imports.
extension MatrixCase {
    private static let imports = "/api/imports"

    static let governance = MatrixCase(
        things: [
            Thing(paths: ["/api/api-keys/{id}"]) { shop, n in
                try await shop.post("/api/api-keys", #"{"name": "key \#(n)", "scopes": ["orders:read"]}"#).matrixID
            },
            Thing(paths: ["\(imports)/{id}"]) { shop, n in
                try await FaultUseCase.newImport(shop, file: FaultUseCase.importFile(n))
            },
        ],
        examples: [
            Example(operation: "PUT /api/account", body: #"{"name": "Shop"}"#),
            Example(operation: "POST /api/api-keys", body: #"{"name": "key", "scopes": ["orders:read"]}"#),
            Example(operation: "POST \(imports)", body: #"{"kind": "orders", "fileName": "shop.csv"}"#),
            Example(operation: "PUT \(imports)/{id}", body: #"{"fileName": "other.csv"}"#),
            Example(
                operation: "PUT \(imports)/{id}/file",
                file: ("text/csv", "order_id,customer_id,placed_at,total\ni-#,c-#,2026-03-01,10\n")),
            Example(operation: "POST \(imports)/{id}/cancel") { shop, ids in
                _ = try await shop.post("\(imports)/\(ids["id", default: ""])/start", "{}")
            },
            Example(operation: "POST \(imports)/{id}/undo") { shop, ids in
                let id = ids["id", default: ""]
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("UPDATE imports SET state = 'succeeded', runs = 1 WHERE id = \(id)")
                }
            },
        ],
        fill: { shop in
            // One row is taken in, the other is found faulty.
            try await shop.imported("order_id,customer_id,placed_at,total\ni1,ci1,2026-03-01,10\ni2,ci2,never,1\n")
        })
}
