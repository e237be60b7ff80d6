import CRMCore
import CRMDatabase
package import CRMPlatform

/// Addresses to files.
enum AddressExport {
    static let exporter = Exporter(
        name: "addresses", summary: "All addresses as a file, in the order of their making.", scope: .addressesRead,
        columns: columns
    ) { query in
        let times = ListTimes(query)
        return ExportWalk(of: AddressStore.table, step: ExportLimits.rowsPerStep) { work in
            times.conditions(created: "a.created_at", updated: "a.updated_at", in: work.account.calendar)
        } _: { row, work in
            try AddressStore(work).decode(&row)
        }
    }

    private static let columns = [
        "customer_id", "id", "address_type", "is_default", "recipient", "company", "line1", "line2", "city", "region",
        "postal_code", "country", "phone", "created_at", "updated_at",
    ]
}

extension CustomerAddress: ExportRecord {
    package var rows: [[ExportCell]] {
        [
            [
                .text(customerID.value), .text(id), ExportCell(addressType), ExportCell(isDefault),
                ExportCell(recipient), ExportCell(company), .text(line1), ExportCell(line2), ExportCell(city),
                ExportCell(region), ExportCell(postalCode), .text(country.code), ExportCell(phone),
                ExportCell(createdAt), ExportCell(updatedAt),
            ]
        ]
    }
}
