import CRMCore
import CRMDatabase
package import CRMPlatform

/// An entry of the ledger that is not what was booked, or a link of the account's chain that is not what was sealed.
package struct LoyaltyFault: JSONObjectEncodable, Hashable {
    /// Nil: it is about the account's chain.
    package let walletID: Int64?
    /// Of the entry within its wallet, or the number of the link.
    package let sequence: Int64
    package let what: String

    package init(walletID: Int64?, sequence: Int64, what: String) {
        self.walletID = walletID
        self.sequence = sequence
        self.what = what
    }

    package static let typeName = "LoyaltyFault"

    package static let fields: [OutputField<LoyaltyFault>] = [
        OutputField("walletId", "null: the account's chain.") { $0.walletID.map(Int.init) },
        OutputField("sequence", "Of the entry, or the number of the link.") { Int($0.sequence) },
        OutputField("what") { $0.what },
    ]

    /// In one line.
    package var text: String {
        walletID.map { "wallet \($0), entry \(sequence): \(what)" } ?? "account's chain, link \(sequence): \(what)"
    }
}

/// Computes the chains of wallets anew and tells where the ledger is another than was booked.
package struct LoyaltyVerification {
    private let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    /// What was found, and where the next wallets begin; nil at the end.
    package struct Step: Sendable {
        package let next: Int64?
        package let wallets: Int
        package let entries: Int
        package let faults: [LoyaltyFault]
    }

    /// Verifies the next wallets by rising keys.
    package func step(after wallet: Int64, limit: Int = LoyaltyLimits.walletsPerStep) throws -> Step {
        let keys: [Int64] = try work.session.all(
            """
            SELECT w.wallet_id
            FROM loyalty_wallets AS w
            WHERE w.user_id = \(work.account.key) AND w.wallet_id > \(wallet)
            ORDER BY w.wallet_id
            LIMIT \(limit)
            """
        ) { row in try row.read() }
        guard let last = keys.last else { return Step(next: nil, wallets: 0, entries: 0, faults: []) }
        let (entries, faults) = try faults(where: "w.wallet_id > \(wallet) AND w.wallet_id <= \(last)")
        return Step(next: last, wallets: keys.count, entries: entries, faults: faults)
    }

    /// The faults of the wallets that a condition on `w` names, and how many entries those have.
    func faults(where condition: SQL) throws -> (entries: Int, faults: [LoyaltyFault]) {
        var walk = LoyaltyChainWalk()
        try work.session.forEach(
            """
            SELECT w.wallet_id, w.id, w.program_key, p.id, c.entries, c.head, e.sequence, e.program_key, e.hash,
                e.entry_key, e.id, e.kind, e.points, e.available, e.pending, e.held, e.balance, e.day, e.available_on,
                e.expires_on, e.subject, e.note_digest, e.created_at, n.salt, n.reason, n.reference, a.lot, a.points
            FROM loyalty_wallets AS w
            JOIN loyalty_programs AS p ON p.user_id = w.user_id AND p.program_key = w.program_key
            LEFT JOIN customer_loyalty_points AS c ON c.user_id = w.user_id AND c.wallet_id = w.wallet_id
            LEFT JOIN loyalty_ledger AS e ON e.user_id = w.user_id AND e.wallet_id = w.wallet_id
            LEFT JOIN loyalty_notes AS n ON n.user_id = e.user_id AND n.wallet_id = e.wallet_id
                AND n.sequence = e.sequence
            LEFT JOIN loyalty_allocations AS a ON a.user_id = e.user_id AND a.wallet_id = e.wallet_id
                AND a.sequence = e.sequence
            WHERE w.user_id = \(work.account.key) AND \(condition)
            ORDER BY w.wallet_id, e.sequence, a.lot
            """
        ) { row in try walk.take(&row) }
        walk.finish()
        return (walk.entries, walk.faults)
    }
}

/// Goes along the entries of one wallet after the other, and notes what does not fit.
struct LoyaltyChainWalk {
    private(set) var entries = 0
    private(set) var faults: [LoyaltyFault] = []
    private var wallet: Wallet?
    private var pending: Entry?

    fileprivate struct Wallet {
        let key: Int64
        let program: Int64
        /// What the projection says of the last entry; nil when there is none.
        let last: (entries: Int64, head: [UInt8])?
        var sequence: Int64 = 0
        /// The hash before the next entry, as it stands there and as it should.
        var heads: [[UInt8]]
    }

    fileprivate struct Entry {
        var record: LoyaltyRecord
        let program: Int64
        let hash: [UInt8]
        let note: (salt: [UInt8], note: LoyaltyNote)?
    }

    /// Takes a row of ``LoyaltyVerification/faults(where:)``: an entry of a wallet with one of its allocations.
    mutating func take(_ row: inout Row) throws {
        let (key, id) = (try row.read(Int64.self), try row.read(String.self))
        let (program, programID) = (try row.read(Int64.self), try row.read(String.self))
        let (count, head) = (try row.read(Int64?.self), try row.read([UInt8]?.self))
        if key != wallet?.key {
            finish()
            wallet = Wallet(
                key: key, program: program, last: count.flatMap { count in head.map { (count, $0) } },
                heads: [LoyaltyChain.origin(wallet: id, program: programID)])
        }
        guard let sequence = try row.read(Int64?.self) else { return }
        let known = pending?.record.sequence == sequence
        if !known { check() }
        var entry = try Entry(&row, sequence)
        if known, let pending { entry.record.allocations = pending.record.allocations }
        if let lot = try row.read(Int64?.self) {
            entry.record.allocations.append(LoyaltyAllocation(lot: lot, points: try row.read()))
        }
        pending = entry
    }

    /// Ends the wallet.
    mutating func finish() {
        check()
        guard let wallet else { return }
        self.wallet = nil
        guard let last = wallet.last else { return note(wallet.key, max(wallet.sequence, 1), "has no balance") }
        if last.entries > wallet.sequence {
            note(wallet.key, wallet.sequence &+ 1, "is missing")
        } else if last.entries < wallet.sequence {
            note(wallet.key, wallet.sequence, "is behind the last entry that the balance knows")
        } else if !wallet.heads.contains(last.head) {
            note(wallet.key, wallet.sequence, "is not the last entry that the balance knows")
        }
    }

    private mutating func check() {
        guard let entry = pending, var wallet else { return }
        pending = nil
        entries += 1
        let record = entry.record
        let hashes = wallet.heads.map { LoyaltyChain.hash(of: record, after: $0) }
        // Numbers of the table may be anything: sums of them must not trap.
        if record.sequence != wallet.sequence &+ 1 {
            note(wallet.key, wallet.sequence &+ 1, "is missing")
            note(wallet.key, record.sequence, "cannot be verified, since the entry before is missing")
        } else if !hashes.contains(entry.hash) {
            note(wallet.key, record.sequence, "does not have the hash of what it says")
        } else if entry.program != wallet.program {
            note(wallet.key, record.sequence, "names another program than its wallet")
        }
        if let (salt, text) = entry.note, LoyaltyChain.digest(of: text, salt: salt) != record.noteDigest {
            note(wallet.key, record.sequence, "has another reason or reference than was booked")
        }
        // Whether what the entry says or its hash was altered, the next one fits to one of the two.
        wallet.heads = [entry.hash] + hashes
        wallet.sequence = record.sequence
        self.wallet = wallet
    }

    private mutating func note(_ wallet: Int64, _ sequence: Int64, _ what: String) {
        faults.append(LoyaltyFault(walletID: wallet, sequence: sequence, what: what))
    }
}

extension LoyaltyChainWalk.Entry {
    /// Reads the columns of an entry behind its sequence.
    fileprivate init(_ row: inout Row, _ sequence: Int64) throws {
        let (program, hash) = (try row.read(Int64.self), try row.read([UInt8].self))
        let (key, id, kind) = (try row.read(Int64.self), try row.read(String.self), try row.read(String.self))
        record = LoyaltyRecord(
            sequence: sequence, key: key, id: id, kind: kind, points: try row.read(),
            effect: LoyaltyEffect(available: try row.read(), pending: try row.read(), held: try row.read()),
            balance: try row.read(), day: try row.read(), availableOn: try row.read(), expiresOn: try row.read(),
            subject: try row.read(), noteDigest: try row.read(), createdAt: try row.read())
        self.program = program
        self.hash = hash
        let (salt, reason) = (try row.read([UInt8]?.self), try row.read(String?.self))
        let note = LoyaltyNote(reason: reason, reference: try row.read())
        self.note = salt.map { ($0, note) }
    }
}
