import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform

/// Bulk actions.
extension MatrixCase {
    private static let path = TestShop.bulk

    static let bulk = MatrixCase(
        things: [
            Thing(paths: ["\(path)/{id}"]) { shop, n in
                let customer = try await shop.matrixCustomer(n)
                return try await shop.askBulk("archive", TestShop.ids([customer])).matrixID
            }
        ],
        examples: [
            // A filter chooses among the account's own.
            Example(
                operation: "POST \(path)", body: #"{"action": "archive", "selection": {"customerIds": ["ID"]}}"#,
                chosen: ["customerId"], skipped: ["customerIds"]),
            Example(
                operation: "POST \(path)",
                body: """
                    {"action": "add_to_segment", "segmentId": "ID", "selection": {"customerIds": ["ID"]}}
                    """, skipped: ["customerIds"]),
            Example(operation: "POST \(path)/{id}/undo") { shop, ids in
                let id = ids["id", default: ""]
                try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                    try session.execute("UPDATE bulk_actions SET state = 'succeeded' WHERE id = \(id)")
                }
            },
        ])
}
