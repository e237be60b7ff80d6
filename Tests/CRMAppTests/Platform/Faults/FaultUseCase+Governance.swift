import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting
import HTTPTypes

/// Endpoints of the account, its keys and its imports.
extension FaultUseCase {
    static let governance: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/imports", path: { _, _ in "/api/imports" }, body: { _, _ in #"{"kind": "orders"}"# },
            state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "PUT /api/imports/{id}", path: { shop, _ in "/api/imports/\(try await newImport(shop))" },
            body: { _, n in #"{"fileName": "file-\#(n).csv"}"# }, state: { _, _ in ["/api/imports?limit=1"] }),
        FaultUseCase(
            endpoint: "PUT /api/imports/{id}/file", type: "text/csv",
            path: { shop, _ in "/api/imports/\(try await newImport(shop))/file" },
            body: { _, n in importFile(n) }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "POST /api/imports/{id}/start", isOnce: true,
            path: { "/api/imports/\(try await newImport($0, file: importFile($1)))/start" },
            body: { _, _ in nil }, state: { _, _ in ["/api/imports?limit=1"] }),
        FaultUseCase(
            endpoint: "POST /api/imports/{id}/cancel", isOnce: true,
            path: { shop, n in
                let id = try await newImport(shop, file: importFile(n))
                _ = try await shop.post("/api/imports/\(id)/start", "{}")
                return "/api/imports/\(id)/cancel"
            },
            body: { _, _ in nil }, state: { _, _ in ["/api/imports?limit=1"] }),
        FaultUseCase(
            endpoint: "POST /api/imports/{id}/undo", isOnce: true,
            path: { shop, n in
                let id = try await newImport(shop, file: importFile(n))
                _ = try await shop.post("/api/imports/\(id)/start", "{}")
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("UPDATE imports SET state = 'succeeded', runs = 1 WHERE id = \(id)")
                }
                return "/api/imports/\(id)/undo"
            },
            body: { _, _ in nil }, state: { _, _ in ["/api/imports?limit=1"] }),
        FaultUseCase(
            endpoint: "DELETE /api/imports/{id}", path: { shop, _ in "/api/imports/\(try await newImport(shop))" },
            body: { _, _ in nil }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "PUT /api/account", path: { _, _ in "/api/account" }, body: { #"{"name": "Shop \#($1)"}"# },
            state: { _, _ in ["/api/account"] }),
        FaultUseCase(
            endpoint: "POST /api/api-keys", path: { _, _ in "/api/api-keys" },
            body: { #"{"name": "key \#($1)", "scopes": ["orders:read"]}"# }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "DELETE /api/api-keys/{id}",
            path: { shop, n in
                let made = try await shop.post("/api/api-keys", #"{"name": "key \#(n)", "scopes": ["orders:read"]}"#)
                return "/api/api-keys/\(made.json["id"]?.string ?? "")"
            },
            body: { _, _ in nil }, state: { _, _ in [] }),
    ]

    static func importFile(_ n: Int) -> String {
        "order_id,customer_id,placed_at,total\ni-\(n),c-\(n),2026-03-01,10\n"
    }

    /// An import of orders, with its file when one is told.
    static func newImport(_ shop: TestShop, file: String? = nil) async throws -> String {
        let id = try await shop.post("/api/imports", #"{"kind": "orders"}"#).json["id"]?.string ?? ""
        if let file { _ = try await shop.send(.put, "/api/imports/\(id)/file", body: file, type: "text/csv") }
        return id
    }
}
