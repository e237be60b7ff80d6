import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between segments and their members.
enum SegmentInspections {
    static let all = [counts, archived]

    private static let counts = Inspection(
        "segments.counts", "A segment's count is the number of its members who are not archived."
    ) { stretch, work in
        """
        SELECT 'segment ' || s.id || ' counts ' || s.member_count || ' members and has ' || coalesce(m.members, 0)
        FROM customer_segments AS s
        LEFT JOIN (
            SELECT segment_key, count(*) AS members
            FROM customer_segment_members
            WHERE user_id = \(work.account.key) AND NOT is_archived
            GROUP BY segment_key
        ) AS m ON m.segment_key = s.segment_key
        WHERE s.user_id = \(work.account.key) AND \(stretch.isFirst) AND s.member_count <> coalesce(m.members, 0)
        """
    }
    private static let archived = Inspection(
        "segments.archived", "Segments leave out those customers who are archived."
    ) { stretch, work in
        """
        SELECT 'a membership of customer ' || m.customer_id || ' says of the archiving what the profile does not'
        FROM customer_segment_members AS m
        JOIN customer_profiles AS p ON p.user_id = m.user_id AND p.customer_id = m.customer_id
        WHERE m.user_id = \(work.account.key)
            AND \(stretch.contains("m.customer_id"))
            AND m.is_archived <> (p.archived_at IS NOT NULL)
        """
    }
}
