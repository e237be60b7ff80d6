import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between notes and their versions.
enum NoteInspections {
    static let all = [versions, archived]

    private static let archived = NoteStore.archivedRows.inspection(
        "notes.archived", "Lists of notes leave out those about archived customers.")

    private static let versions = Inspection(
        "notes.versions", "Each note has one kept version for each change, of the same customer."
    ) { stretch, work in
        """
        SELECT 'a note about customer ' || n.customer_id || ' is at version ' || n.version || ' and has '
            || count(v.version) || ' kept ones'
        FROM customer_notes AS n
        LEFT JOIN customer_note_versions AS v ON v.user_id = n.user_id AND v.note_key = n.note_key
            AND v.customer_id = n.customer_id AND v.version < n.version
        WHERE n.user_id = \(work.account.key) AND \(stretch.contains("n.customer_id"))
        GROUP BY n.customer_id, n.note_key, n.version
        HAVING count(v.version) <> n.version - 1
        """
    }
}
