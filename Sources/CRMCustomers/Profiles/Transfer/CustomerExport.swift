import CRMCore
package import CRMPlatform

/// Customers to files.
enum CustomerExport {
    static let exporter = Exporter(
        name: "customers", summary: "All customers as a file, by their ids.", scope: .profilesRead, columns: columns
    ) { query in
        var filter = ProfileFilter()
        filter.status = query.optional("status", .closedSet)
        filter.rfmSegment = query.optional("segment", .closedSet)
        filter.times.createdAfter = query.optional("createdAfter", .moment, "Created after this day or time.")
        filter.times.updatedAfter = query.optional("updatedAfter", .moment, "Changed after this day or time.")
        return ExportWalk { [filter] key, work in
            guard let (profiles, last) = try ProfileStore(work).stretch(after: key ?? "", count: step, filter) else {
                return .end
            }
            return ExportStep(profiles, next: last)
        }
    }

    /// Customers of one step.
    private static let step = 500

    /// Those of the generic import first; behind them what follows from the orders.
    private static let columns = [
        "customer_id", "email", "phone", "first_name", "last_name", "company_name", "customer_type", "source", "status",
        "status_source", "birthday", "language", "time_zone", "do_not_contact", "attributes", "total_spent",
        "total_orders", "first_order_date", "last_order_date", "rfm_segment",
    ]
}

extension CustomerProfile: ExportRecord {
    package var rows: [[ExportCell]] {
        [
            [
                .text(customerID.value), ExportCell(email), ExportCell(phone), ExportCell(firstName),
                ExportCell(lastName), ExportCell(companyName), ExportCell(customerType), ExportCell(source),
                ExportCell(status), ExportCell(statusSource), ExportCell(birthday), ExportCell(language),
                ExportCell(timeZone), ExportCell(doNotContact),
                attributes.text == "{}" ? .empty : .text(attributes.text), ExportCell(totalSpent),
                ExportCell(totalOrders), ExportCell(firstOrderDate), ExportCell(lastOrderDate), ExportCell(rfmSegment),
            ]
        ]
    }
}
