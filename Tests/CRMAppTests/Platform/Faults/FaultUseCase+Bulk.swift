import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import CRMTesting

/// Endpoints of bulk actions.
extension FaultUseCase {
    static let bulk: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/profiles/bulk", setUp: { [order($0)] }, path: { _, _ in TestShop.bulk },
            body: { #"{"action": "archive", "selection": {"customerIds": ["c-\#($1)"]}}"# }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "POST /api/customers/profiles/bulk/{id}/undo", isOnce: true, setUp: { [order($0)] },
            path: { shop, n in
                let run = try await shop.askBulk("archive", TestShop.ids(["c-\(n)"])).json["id"]?.string ?? ""
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("UPDATE bulk_actions SET state = 'succeeded' WHERE id = \(run)")
                }
                return "\(TestShop.bulk)/\(run)/undo"
            },
            body: { _, _ in nil }, state: { _, _ in ["\(TestShop.bulk)?limit=1"] }),
    ]
}
