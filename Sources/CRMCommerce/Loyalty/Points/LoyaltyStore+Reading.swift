import CRMCore
import CRMDatabase
import CRMPlatform

/// Reading the ledger: as a list, and as a part of a customer's timeline.
extension LoyaltyStore {
    static let entrySortKeys = [SortKey("createdAt", "e.created_at", .int64)]

    private static let entries = ListTable(
        "loyalty_ledger AS e", as: "e",
        columns: """
            e.id,
            (
                SELECT i.external_id
                FROM loyalty_wallets AS w
                JOIN customer_identities AS i ON i.user_id = w.user_id AND i.customer_id = w.customer_id
                    AND i.is_primary
                WHERE w.user_id = e.user_id AND w.wallet_id = e.wallet_id
            ),
            (SELECT p.id FROM loyalty_programs AS p WHERE p.user_id = e.user_id AND p.program_key = e.program_key),
            e.sequence, e.kind, e.points, e.available, e.pending, e.held, e.balance, e.day, e.available_on,
            e.expires_on, e.subject, \(note("reason")), \(note("reference")), e.hash, e.created_at
            """,
        key: "e.entry_key")

    private static func note(_ column: SQL) -> SQL {
        """
        (
            SELECT n.\(column)
            FROM loyalty_notes AS n
            WHERE n.user_id = e.user_id AND n.wallet_id = e.wallet_id AND n.sequence = e.sequence
        )
        """
    }

    /// The entries that match, page by page.
    func list(_ filter: LoyaltyEntryFilter, _ listing: Listing) throws -> ListPage<LoyaltyEntry> {
        let program = try filter.programID.map { try LoyaltyProgramStore(work).find($0)?.key ?? -1 }
        let ofCustomer = try filter.customerID.map { id in
            let customer = try CustomerDirectory(work).filterKey(id)
            return isWallet(among: try wallets(of: customer))
        }
        let optional: [SQL?] = [
            ofCustomer,
            program.map { "e.program_key = \($0)" },
            filter.kind.map { "e.kind = \($0)" },
        ]
        let conditions =
            ["e.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(created: "e.created_at", updated: "e.created_at", in: work.account.calendar)
        return try listing.page(of: LoyaltyStore.entries, where: conditions, in: session) { row in
            LoyaltyEntry(
                id: try row.read(), customerID: try row.read(), programID: try row.read(), sequence: try row.read(),
                kind: try row.read(), points: try row.read(),
                effect: LoyaltyEffect(available: try row.read(), pending: try row.read(), held: try row.read()),
                balance: try row.read(), day: try row.read(), availableOn: try row.read(),
                expiresOn: try row.read(), subject: try row.read(),
                note: LoyaltyNote(reason: try row.read(), reference: try row.read()), hash: try row.read(),
                createdAt: try row.read())
        }
    }

    private func wallets(of customer: CustomerKey) throws -> [Int64] {
        try session.all(
            """
            SELECT w.wallet_id
            FROM loyalty_wallets AS w
            WHERE w.user_id = \(account) AND w.customer_id = \(customer)
            ORDER BY w.program_key
            LIMIT \(LoyaltyLimits.programs)
            """
        ) { row in try row.read() }
    }

    /// One wallet is told by a comparison, which leaves the order of its index.
    private func isWallet(among keys: [Int64]) -> SQL {
        keys.count == 1
            ? "e.wallet_id = \(keys[0])"
            : "e.wallet_id IN (\((keys.isEmpty ? [-1] : keys).map { "\($0)" as SQL }.joined(separator: ", ")))"
    }

    /// What happened to the customer's points, newest first: of each wallet one range of its index.
    func timeline(of customer: CustomerKey, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        let wallets = try wallets(of: customer)
        let entries = try wallets.flatMap { try timeline(ofWallet: $0, below: place, limit) }
        return Array(entries.sorted { $0.place > $1.place }.prefix(limit))
    }

    private func timeline(ofWallet wallet: Int64, below place: TimelinePlace, _ limit: Int) throws -> [TimelineEntry] {
        try session.all(
            """
            SELECT e.created_at, e.entry_key, e.id, e.kind, e.points, e.available, e.balance,
                (SELECT p.id FROM loyalty_programs AS p WHERE p.user_id = e.user_id AND p.program_key = e.program_key)
            FROM (
                SELECT n.sequence
                FROM loyalty_ledger AS n
                WHERE n.user_id = \(account) AND n.wallet_id = \(wallet)
                    AND (n.created_at, n.entry_key) < (\(place.at), \(place.key))
                ORDER BY n.created_at DESC, n.entry_key DESC
                LIMIT \(limit)
            ) AS n
            JOIN loyalty_ledger AS e
                ON e.user_id = \(account) AND e.wallet_id = \(wallet) AND e.sequence = n.sequence
            """
        ) { row in
            let place = TimelinePlace(at: try row.read(), key: try row.read())
            let id = try row.read(String.self)
            let kind = try row.read(LoyaltyEntryKind.self)
            let points = try row.read(Int.self)
            return TimelineEntry(
                place: place, id: id, title: "\(kind.title): \(points)",
                details: [
                    JSON.Member("kind", .string(kind.rawValue)), JSON.Member("points", .number(String(points))),
                    JSON.Member("availableChange", .number(String(try row.read(Int.self)))),
                    JSON.Member("availablePoints", .number(String(try row.read(Int.self)))),
                    JSON.Member("loyaltyProgramId", .string(try row.read())),
                ])
        }
    }
}

extension LoyaltyEntryKind {
    fileprivate var title: String {
        switch self {
        case .earn: "Points earned"
        case .activate: "Points ready to be spent"
        case .redeem: "Points redeemed"
        case .expire: "Points expired"
        case .adjust: "Points corrected"
        case .reverse: "Points taken back"
        case .hold: "Points laid aside"
        case .capture: "Points laid aside were spent"
        case .void: "Points laid aside are free again"
        case .transfer: "Points moved"
        }
    }
}

/// Which entries a list holds.
struct LoyaltyEntryFilter: Sendable {
    let customerID: CustomerID?
    let programID: String?
    let kind: LoyaltyEntryKind?
    let times: ListTimes
}
