import CRMCore
import CRMDatabase
import CRMPlatform

/// Writing the ledger: entries are added and never changed.
extension LoyaltyStore {
    private static let entryColumns = [
        StagedColumn("user_id", .int64), StagedColumn("wallet_id", .int64), StagedColumn("sequence", .int64),
        StagedColumn("entry_key", .int64), StagedColumn("id", .text), StagedColumn("program_key", .int64),
        StagedColumn("kind", .text), StagedColumn("points", .int64), StagedColumn("available", .int64),
        StagedColumn("pending", .int64), StagedColumn("held", .int64), StagedColumn("balance", .int64),
        StagedColumn("day", .int64), StagedColumn("available_on", .int64), StagedColumn("expires_on", .int64),
        StagedColumn("subject", .int64), StagedColumn("note_digest", .blob), StagedColumn("hash", .blob),
        StagedColumn("created_at", .int64),
    ]

    private static let allocationColumns = [
        StagedColumn("user_id", .int64), StagedColumn("wallet_id", .int64), StagedColumn("sequence", .int64),
        StagedColumn("lot", .int64), StagedColumn("points", .int64),
    ]

    /// Books the entries one after the other: they get their places in the chain, and the wallet's figures follow.
    func record(_ drafts: [LoyaltyEntryDraft], in wallet: inout LoyaltyWallet) throws {
        guard !drafts.isEmpty else { return }
        let keys = try session.reserveKeys(drafts.count, from: LoyaltyStore.entryKeys)
        var entries: [SQLValue] = []
        var allocations: [SQLValue] = []
        var notes: [(sequence: Int64, salt: [UInt8], note: LoyaltyNote)] = []
        for (key, draft) in zip(keys, drafts) {
            wallet.entries += 1
            wallet.balance.apply(draft.kind, draft.points, draft.effect)
            var record = LoyaltyRecord(draft, key: key, id: work.entropy.id(at: work.now, number: key).text, in: wallet)
            record.createdAt = work.now.milliseconds
            if !draft.note.isEmpty {
                let salt = salt(of: key)
                record.noteDigest = LoyaltyChain.digest(of: draft.note, salt: salt)
                notes.append((wallet.entries, salt, draft.note))
            }
            wallet.head = LoyaltyChain.hash(of: record, after: wallet.head)
            entries += row(of: record, in: wallet)
            for allocation in draft.allocations {
                allocations += [
                    account.sqlValue, wallet.key.sqlValue, wallet.entries.sqlValue, allocation.lot.sqlValue,
                    allocation.points.sqlValue,
                ]
            }
        }
        try session.insert(into: "loyalty_ledger", LoyaltyStore.entryColumns, entries)
        try session.insert(into: "loyalty_allocations", LoyaltyStore.allocationColumns, allocations)
        for (sequence, salt, note) in notes {
            try session.execute(
                """
                INSERT INTO loyalty_notes (user_id, wallet_id, sequence, salt, reason, reference)
                VALUES (\(account), \(wallet.key), \(sequence), \(salt), \(note.reason), \(note.reference))
                """)
        }
    }

    private func row(of record: LoyaltyRecord, in wallet: LoyaltyWallet) -> [SQLValue] {
        [
            account.sqlValue, wallet.key.sqlValue, record.sequence.sqlValue, record.key.sqlValue, record.id.sqlValue,
            wallet.program.key.sqlValue, record.kind.sqlValue, record.points.sqlValue,
            record.effect.available.sqlValue, record.effect.pending.sqlValue, record.effect.held.sqlValue,
            record.balance.sqlValue, record.day.sqlValue, record.availableOn.sqlValue, record.expiresOn.sqlValue,
            record.subject.sqlValue, record.noteDigest.sqlValue, wallet.head.sqlValue, record.createdAt.sqlValue,
        ]
    }

    /// Random bytes of the entry's own.
    private func salt(of entry: Int64) -> [UInt8] {
        Array(Digest.sha256(work.entropy.secret + Array(String(entry).utf8)).prefix(LoyaltyChain.saltLength))
    }
}

extension LoyaltyRecord {
    /// The draft in its place: the last of the wallet, which it has changed already.
    fileprivate init(_ draft: LoyaltyEntryDraft, key: Int64, id: String, in wallet: LoyaltyWallet) {
        self.init(
            sequence: wallet.entries, key: key, id: id, kind: draft.kind.rawValue, points: draft.points,
            effect: draft.effect, balance: wallet.balance.available, day: Int64(draft.day.number),
            availableOn: draft.availableOn.map { Int64($0.number) },
            expiresOn: draft.expiresOn.map { Int64($0.number) }, subject: draft.subject, createdAt: 0,
            allocations: draft.allocations)
    }
}
