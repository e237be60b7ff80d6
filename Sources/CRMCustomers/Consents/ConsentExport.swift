import CRMCore
import CRMDatabase
package import CRMPlatform

/// The trail of consents to files.
enum ConsentExport {
    static let exporter = Exporter(
        name: "consents", summary: "The whole trail of consents as a file, in the order of the recording.",
        scope: .consentsRead, columns: columns
    ) { query in
        // A consent never changes: the time of its last change is that of its recording.
        let times = ListTimes(query, created: "Recorded", updated: "Recorded")
        return ExportWalk(of: ConsentStore.table, step: ExportLimits.longRowsPerStep) { work in
            times.conditions(created: "c.created_at", updated: "c.created_at", in: work.account.calendar)
        } _: { row, work in
            try ConsentStore(work).decode(&row)
        }
    }

    private static let columns = [
        "customer_id", "id", "purpose", "channel", "lawful_basis", "status", "source", "wording_version", "occurred_at",
        "recorded_by", "proof", "created_at",
    ]
}

extension CustomerConsent: ExportRecord {
    package var rows: [[ExportCell]] {
        [
            [
                .text(customerID.value), .text(id), .text(purpose), ExportCell(channel), ExportCell(lawfulBasis),
                ExportCell(status), .text(source), ExportCell(wordingVersion), ExportCell(occurredAt),
                ExportCell(recordedBy), ExportCell(proof), ExportCell(createdAt),
            ]
        ]
    }
}
