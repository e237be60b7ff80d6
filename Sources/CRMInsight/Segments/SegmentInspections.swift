import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between segments and their members.
enum SegmentInspections {
    static let all = [counts]

    private static let counts = Inspection(
        "segments.counts", "A segment's count is the number of its members."
    ) { stretch, work in
        """
        SELECT 'segment ' || s.id || ' counts ' || s.member_count || ' members and has ' || coalesce(m.members, 0)
        FROM customer_segments AS s
        LEFT JOIN (
            SELECT segment_key, count(*) AS members
            FROM customer_segment_members
            WHERE user_id = \(work.account.key)
            GROUP BY segment_key
        ) AS m ON m.segment_key = s.segment_key
        WHERE s.user_id = \(work.account.key) AND \(stretch.isFirst) AND s.member_count <> coalesce(m.members, 0)
        """
    }
}
