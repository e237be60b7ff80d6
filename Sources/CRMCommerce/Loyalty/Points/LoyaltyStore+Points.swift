import CRMCore
import CRMDatabase
import CRMPlatform

/// Reading points as of now: the projection, and what the days since have made of lots that are not booked yet.
extension LoyaltyStore {
    /// The list's sort keys, the standard one first.
    static let pointsSortKeys = [
        SortKey("enrolledAt", "c.enrolled_at", .int64),
        SortKey("updatedAt", "c.updated_at", .int64),
        SortKey("totalPoints", "c.total_points", .int64),
    ]

    private var table: ListTable {
        ListTable("customer_loyalty_points AS c", as: "c", columns: pointsColumns, key: "c.wallet_id")
    }

    private var pointsColumns: SQL {
        """
        \(CustomerDirectory.publicID(of: "c")),
        \(program("p.id")), \(program("p.tiers")),
        c.total_points, c.available_points, c.pending_points, c.held_points, c.redeemed_points, c.expired_points,
        \(unbooked("l.is_pending AND l.available_on <= \(work.today)")),
        \(unbooked("l.expires_on <= \(work.today)")),
        \(nextExpiry),
        (
            SELECT CAST(sum(l.remaining) AS BIGINT)
            FROM loyalty_lots AS l
            WHERE \(spendable) AND l.expires_on = \(nextExpiry)
        ),
        c.enrolled_at, c.last_activity_at
        """
    }

    private func program(_ column: SQL) -> SQL {
        """
        (
            SELECT \(column)
            FROM loyalty_programs AS p
            WHERE p.user_id = c.user_id AND p.program_key = c.program_key
        )
        """
    }

    /// The points of lots of which the days have made something; nothing is looked up before the wallet's due day.
    private func unbooked(_ condition: SQL) -> SQL {
        """
        CASE WHEN c.due_day > \(work.today) THEN 0 ELSE (
            SELECT CAST(coalesce(sum(l.remaining), 0) AS BIGINT)
            FROM loyalty_lots AS l
            WHERE l.user_id = c.user_id AND l.wallet_id = c.wallet_id AND l.remaining > 0 AND \(condition)
        ) END
        """
    }

    /// Lots of the row's wallet that can be spent today.
    private var spendable: SQL {
        """
        l.user_id = c.user_id AND l.wallet_id = c.wallet_id AND l.remaining > 0 AND l.expires_on > \(work.today)
            AND (NOT l.is_pending OR l.available_on <= \(work.today))
        """
    }

    private var nextExpiry: SQL {
        """
        (
            SELECT l.expires_on
            FROM loyalty_lots AS l
            WHERE \(spendable)
            ORDER BY l.expires_on
            LIMIT 1
        )
        """
    }

    /// The wallet's points; it is there.
    func points(of wallet: Int64) throws -> CustomerLoyaltyPoints {
        let points = try session.first(
            """
            SELECT \(pointsColumns)
            FROM customer_loyalty_points AS c
            WHERE c.user_id = \(account) AND c.wallet_id = \(wallet)
            """
        ) { row in try decodePoints(&row) }
        guard let points else { throw DatabaseError.corrupt("a wallet that was just written is not there") }
        return points
    }

    /// The points of customers, page by page. Archived customers are told of when asked for by name alone.
    func list(_ filter: LoyaltyPointsFilter, _ listing: Listing) throws -> ListPage<CustomerLoyaltyPoints> {
        var conditions: [SQL] = ["c.user_id = \(account)"]
        if let customerID = filter.customerID {
            conditions.append("c.customer_id = \(try CustomerDirectory(work).filterKey(customerID))")
        } else {
            conditions.append("c.customer_id IS NOT NULL")
            let archive = CustomerArchive(work)
            if try !archive.isEmpty() { conditions.append("c.customer_id NOT IN (\(archive.keys))") }
        }
        if let programID = filter.programID {
            conditions.append("c.program_key = \(try LoyaltyProgramStore(work).find(programID)?.key ?? -1)")
        }
        conditions += filter.times.conditions(
            created: "c.enrolled_at", updated: "c.updated_at", in: work.account.calendar)
        return try listing.page(of: table, where: conditions, in: session) { row in try decodePoints(&row) }
    }

    /// The customer's points that can be spent now, in one program or in all together.
    func availablePoints(of customer: CustomerKey, in program: Int64?) throws -> Int {
        let isProgram: SQL = program.map { "c.program_key = \($0)" } ?? "1 = 1"
        let columns: SQL = """
            c.available_points + \(unbooked("l.is_pending AND l.available_on <= \(work.today)"))
            - \(unbooked("l.expires_on <= \(work.today)"))
            """
        return try session.value(
            """
            SELECT CAST(coalesce(sum(\(columns)), 0) AS BIGINT)
            FROM customer_loyalty_points AS c
            WHERE c.user_id = \(account) AND c.customer_id = \(customer) AND \(isProgram)
            """)
    }

    private func decodePoints(_ row: inout Row) throws -> CustomerLoyaltyPoints {
        let (customerID, programID) = (try row.read(CustomerID?.self), try row.read(String.self))
        var terms = LoyaltyTerms(name: "")
        terms.tiers = try row.readInputs(LoyaltyTierInput.self).map(\.tier)
        let total = try row.read(Int.self)
        let (available, pending, held) = (try row.read(Int.self), try row.read(Int.self), try row.read(Int.self))
        let (redeemed, expired) = (try row.read(Int.self), try row.read(Int.self))
        let (activated, lapsed) = (try row.read(Int.self), try row.read(Int.self))
        let (day, points) = (try row.read(CalendarDay?.self), try row.read(Int?.self))
        let next = day.flatMap { day in
            day < LoyaltyWallet.never ? points.map { ExpiringPoints(points: $0, on: day) } : nil
        }
        return CustomerLoyaltyPoints(
            customerID: customerID, programID: programID, totalPoints: total,
            availablePoints: available + activated - lapsed, pendingPoints: pending - activated, heldPoints: held,
            redeemedPoints: redeemed, expiredPoints: expired + lapsed, tier: terms.tier(at: Int64(total)),
            nextTier: terms.tier(above: Int64(total)), expiringSoon: next, enrolledAt: try row.read(),
            lastActivityAt: try row.read())
    }
}
