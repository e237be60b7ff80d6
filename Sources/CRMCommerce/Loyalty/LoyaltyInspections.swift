import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between the ledger and what is derived from it.
enum LoyaltyInspections {
    static let all = [balances, lots, chain, heads, sealed]

    /// Wallets of the stretch; those that no customer has any more are looked at once.
    private static func wallets(_ stretch: InspectedStretch, _ column: SQL) -> SQL {
        "(\(stretch.contains(column)) OR (\(stretch.isFirst) AND \(column) IS NULL))"
    }

    private static let balances = Inspection(
        "loyalty.balances", "A customer's points are the sum of their ledger."
    ) { stretch, work in
        """
        SELECT 'wallet ' || w.wallet_id || ' shows ' || coalesce(c.available_points, 0) || ' available points and has '
            || coalesce(e.available, 0)
        FROM loyalty_wallets AS w
        LEFT JOIN customer_loyalty_points AS c ON c.user_id = w.user_id AND c.wallet_id = w.wallet_id
        LEFT JOIN (
            SELECT e.wallet_id,
                CAST(sum(CASE WHEN e.kind = 'earn' THEN e.points ELSE 0 END) AS BIGINT) AS total,
                CAST(sum(CASE WHEN e.kind IN ('redeem', 'capture') THEN e.points ELSE 0 END) AS BIGINT) AS redeemed,
                CAST(sum(CASE WHEN e.kind = 'expire' THEN e.points ELSE 0 END) AS BIGINT) AS expired,
                CAST(sum(e.available) AS BIGINT) AS available, CAST(sum(e.pending) AS BIGINT) AS pending,
                CAST(sum(e.held) AS BIGINT) AS held, count(*) AS entries
            FROM loyalty_wallets AS w
            JOIN loyalty_ledger AS e ON e.user_id = w.user_id AND e.wallet_id = w.wallet_id
            WHERE w.user_id = \(work.account.key) AND \(wallets(stretch, "w.customer_id"))
            GROUP BY e.wallet_id
        ) AS e ON e.wallet_id = w.wallet_id
        WHERE w.user_id = \(work.account.key)
            AND \(wallets(stretch, "w.customer_id"))
            AND (c.total_points IS DISTINCT FROM e.total
                OR c.available_points IS DISTINCT FROM e.available
                OR c.pending_points IS DISTINCT FROM e.pending
                OR c.held_points IS DISTINCT FROM e.held
                OR c.redeemed_points IS DISTINCT FROM e.redeemed
                OR c.expired_points IS DISTINCT FROM e.expired
                OR c.entries IS DISTINCT FROM e.entries
                OR c.customer_id IS DISTINCT FROM w.customer_id
                OR c.program_key IS DISTINCT FROM w.program_key)
        """
    }

    private static let lots = Inspection(
        "loyalty.lots",
        "What is left of the lots is what the ledger has not taken from them, and adds up to the points."
    ) { stretch, work in
        """
        SELECT 'wallet ' || l.wallet_id || ' has another rest of lot ' || l.lot || ' than the ledger'
        FROM loyalty_wallets AS w
        JOIN loyalty_lots AS l ON l.user_id = w.user_id AND l.wallet_id = w.wallet_id
        JOIN loyalty_ledger AS e ON e.user_id = l.user_id AND e.wallet_id = l.wallet_id AND e.sequence = l.lot
        LEFT JOIN (
            SELECT a.wallet_id, a.lot, CAST(sum(a.points) AS BIGINT) AS points
            FROM loyalty_wallets AS w
            JOIN loyalty_allocations AS a ON a.user_id = w.user_id AND a.wallet_id = w.wallet_id
            WHERE w.user_id = \(work.account.key) AND \(wallets(stretch, "w.customer_id"))
            GROUP BY a.wallet_id, a.lot
        ) AS a ON a.wallet_id = l.wallet_id AND a.lot = l.lot
        WHERE w.user_id = \(work.account.key)
            AND \(wallets(stretch, "w.customer_id"))
            AND (l.points <> e.points
                OR l.remaining <> l.points - coalesce(a.points, 0)
                OR l.available_on IS DISTINCT FROM e.available_on
                OR l.expires_on <> coalesce(e.expires_on, \(LoyaltyWallet.never)))
        UNION ALL
        SELECT 'wallet ' || c.wallet_id || ' has another sum of lots than points, or a later day that it is due'
        FROM customer_loyalty_points AS c
        LEFT JOIN (
            SELECT l.wallet_id,
                CAST(sum(CASE WHEN l.is_pending THEN 0 ELSE l.remaining END) AS BIGINT) AS available,
                CAST(sum(CASE WHEN l.is_pending THEN l.remaining ELSE 0 END) AS BIGINT) AS pending,
                min(CASE WHEN l.is_pending THEN l.available_on WHEN l.remaining > 0 THEN l.expires_on END) AS day
            FROM customer_loyalty_points AS c
            JOIN loyalty_lots AS l ON l.user_id = c.user_id AND l.wallet_id = c.wallet_id
            WHERE c.user_id = \(work.account.key) AND \(wallets(stretch, "c.customer_id"))
            GROUP BY l.wallet_id
        ) AS l ON l.wallet_id = c.wallet_id
        WHERE c.user_id = \(work.account.key)
            AND \(wallets(stretch, "c.customer_id"))
            AND (c.available_points <> coalesce(l.available, 0)
                OR c.pending_points <> coalesce(l.pending, 0)
                OR c.due_day > coalesce(l.day, c.due_day))
        """
    }

    private static let chain = Inspection(
        "loyalty.chain", "Every entry of the ledger is as it was booked.",
        finding: { stretch, work in
            try LoyaltyVerification(work).faults(where: wallets(stretch, "w.customer_id")).faults.map(\.text)
        })

    private static let heads = Inspection(
        "loyalty.heads",
        "The ledger holds every entry whose hash the account's chain took in, and that chain is whole.",
        finding: { stretch, work in
            guard stretch.isFirst else { return [] }
            var found: [String] = []
            var place: LoyaltySealVerification.Place? = LoyaltySealVerification.Place()
            while let last = place, found.count < InspectionResult.maximumViolations {
                let step = try LoyaltySealVerification(work).step(after: last)
                found += step.faults.map(\.text)
                place = step.next
            }
            return found
        })

    private static let sealed = Inspection(
        "loyalty.sealed", "Wallets say of themselves how far they are in the account's chain."
    ) { stretch, work in
        """
        SELECT 'wallet ' || c.wallet_id || ' is said to be sealed up to entry ' || c.sealed_entries
        FROM customer_loyalty_points AS c
        WHERE c.user_id = \(work.account.key)
            AND \(wallets(stretch, "c.customer_id"))
            AND c.sealed_entries <> coalesce((
                SELECT max(h.entries)
                FROM loyalty_wallet_heads AS h
                WHERE h.user_id = c.user_id AND h.wallet_id = c.wallet_id), 0)
        """
    }
}
