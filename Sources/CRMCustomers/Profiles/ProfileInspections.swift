import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between profiles and the ids that lead to them.
enum ProfileInspections {
    static let all = [identities]

    private static let identities = Inspection(
        "profiles.identities", "Each profile is reached by its id, and each id leads to a profile."
    ) { stretch, work in
        """
        SELECT 'customer ' || p.customer_id || ' is not reached by the id of its profile'
        FROM customer_profiles AS p
        LEFT JOIN customer_identities AS i ON i.user_id = p.user_id AND i.customer_id = p.customer_id AND i.is_primary
        WHERE p.user_id = \(work.account.key)
            AND \(stretch.contains("p.customer_id"))
            AND i.external_id IS DISTINCT FROM p.external_id
        UNION ALL
        SELECT 'an id leads to customer ' || i.customer_id || ', who has no profile'
        FROM customer_identities AS i
        LEFT JOIN customer_profiles AS p ON p.user_id = i.user_id AND p.customer_id = i.customer_id
        WHERE i.user_id = \(work.account.key) AND \(stretch.contains("i.customer_id")) AND p.customer_id IS NULL
        """
    }
}
