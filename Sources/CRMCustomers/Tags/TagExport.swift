import CRMCore
import CRMDatabase
import CRMPlatform

/// Which customer has which tag, to files.
enum TagExport {
    static let exporter = Exporter(
        name: "tags", summary: "The tags of all customers as a file, a line for each tag of each customer.",
        scope: .tagsRead, columns: ["customer_id", "tag", "created_at"]
    ) { query in
        let times = ListTimes(query, created: "Tagged", updated: "Tagged")
        return ExportWalk(
            ofLinks: table, by: "l.customer_id", then: "l.tag_key", step: ExportLimits.rowsPerStep
        ) { work in
            times.conditions(created: "l.created_at", updated: "l.created_at", in: work.account.calendar)
        } _: { row, _ in
            TaggedCustomer(customerID: try row.read(), tag: try row.read(), createdAt: try row.read())
        }
    }

    private static let table = ListTable(
        "customer_tag_links AS l", as: "l",
        columns: """
            \(CustomerDirectory.publicID(of: "l")),
            (SELECT t.name FROM customer_tags AS t WHERE t.user_id = l.user_id AND t.tag_key = l.tag_key), l.created_at
            """, key: "l.tag_key")
}

/// A tag on a customer.
private struct TaggedCustomer: JSONObjectEncodable, ExportRecord {
    let customerID: CustomerID
    let tag: String
    /// When the customer got it.
    let createdAt: Instant

    static let typeName = "TaggedCustomer"

    static let fields: [OutputField<TaggedCustomer>] = [
        OutputField("customerId") { $0.customerID }, OutputField("tag") { $0.tag },
        OutputField("createdAt") { $0.createdAt },
    ]

    var rows: [[ExportCell]] { [[.text(customerID.value), .text(tag), ExportCell(createdAt)]] }
}
