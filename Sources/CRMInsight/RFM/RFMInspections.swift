import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between scores and profiles.
enum RFMInspections {
    static let all = [segments]

    private static let segments = Inspection(
        "rfm.segments", "The profile's segment is that of its score."
    ) { stretch, work in
        """
        SELECT 'customer ' || p.customer_id || ' is in ' || coalesce(p.rfm_segment, 'no segment')
            || ', the score says ' || coalesce(s.rfm_segment, 'none')
        FROM customer_profiles AS p
        LEFT JOIN customer_rfm_scores AS s ON s.user_id = p.user_id AND s.customer_id = p.customer_id
        WHERE p.user_id = \(work.account.key)
            AND \(stretch.contains("p.customer_id"))
            AND p.rfm_segment IS DISTINCT FROM s.rfm_segment
        """
    }
}
