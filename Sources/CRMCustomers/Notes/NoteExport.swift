import CRMCore
import CRMDatabase
package import CRMPlatform

/// Notes to files.
enum NoteExport {
    static let exporter = Exporter(
        name: "notes", summary: "All notes as a file, in the order of their making.", scope: .notesRead,
        columns: columns
    ) { query in
        let times = ListTimes(query)
        return ExportWalk(of: NoteStore.table, step: ExportLimits.longRowsPerStep) { work in
            times.conditions(created: "n.created_at", updated: "n.updated_at", in: work.account.calendar)
        } _: { row, work in
            try NoteStore(work).decode(&row)
        }
    }

    private static let columns = [
        "customer_id", "id", "title", "content", "note_type", "priority", "is_pinned", "remind_at", "completed_at",
        "author", "created_at", "updated_at",
    ]
}

extension CustomerNote: ExportRecord {
    package var rows: [[ExportCell]] {
        [
            [
                .text(customerID.value), .text(id), ExportCell(text.title), .text(text.content),
                ExportCell(text.noteType), ExportCell(text.priority), ExportCell(text.isPinned),
                ExportCell(text.remindAt), ExportCell(text.completedAt), ExportCell(text.author),
                ExportCell(createdAt), ExportCell(updatedAt),
            ]
        ]
    }
}
