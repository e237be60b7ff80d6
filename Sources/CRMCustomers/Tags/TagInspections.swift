import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between tags, their customers and the profiles.
enum TagInspections {
    static let all = [counts, profiles, archived]

    private static let counts = Inspection(
        "tags.counts", "A tag's count is the number of its customers who are not archived."
    ) {
        stretch, work in
        """
        SELECT 'tag ' || t.id || ' counts ' || t.customer_count || ' customers and has ' || coalesce(l.customers, 0)
        FROM customer_tags AS t
        LEFT JOIN (
            SELECT tag_key, count(*) AS customers
            FROM customer_tag_links
            WHERE user_id = \(work.account.key) AND NOT is_archived
            GROUP BY tag_key
        ) AS l ON l.tag_key = t.tag_key
        WHERE t.user_id = \(work.account.key) AND \(stretch.isFirst) AND t.customer_count <> coalesce(l.customers, 0)
        """
    }

    private static let profiles = Inspection("tags.profiles", "A profile shows the tags that the customer has.") {
        stretch, work in
        """
        SELECT 'customer ' || b.customer_id || ' has other tags than the profile shows'
        FROM (
            SELECT l.customer_id, t.name
            FROM customer_tag_links AS l
            JOIN customer_tags AS t ON t.user_id = l.user_id AND t.tag_key = l.tag_key
            WHERE l.user_id = \(work.account.key) AND \(stretch.contains("l.customer_id"))
            UNION ALL
            SELECT p.customer_id, e.value
            FROM customer_profiles AS p, \(work.session.dialect.jsonTexts("p.tags", as: "e"))
            WHERE p.user_id = \(work.account.key) AND \(stretch.contains("p.customer_id"))
        ) AS b
        GROUP BY b.customer_id, b.name
        HAVING count(*) <> 2
        """
    }
    private static let archived = Inspection("tags.archived", "Tags leave out those customers who are archived.") {
        stretch, work in
        """
        SELECT 'a tag of customer ' || l.customer_id || ' says of the archiving what the profile does not'
        FROM customer_tag_links AS l
        JOIN customer_profiles AS p ON p.user_id = l.user_id AND p.customer_id = l.customer_id
        WHERE l.user_id = \(work.account.key)
            AND \(stretch.contains("l.customer_id"))
            AND l.is_archived <> (p.archived_at IS NOT NULL)
        """
    }
}
