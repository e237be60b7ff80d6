import CRMCore
import CRMDatabase
import CRMPlatform

/// What profiles let be done to many customers at once.
enum ProfileBulkActions {
    static let all = [archive, restore, setStatus, resetStatus, setType, setSource, setDoNotContact]

    private static let archive = BulkAction(
        "archive", "archives customers", scope: .profilesWrite,
        apply: { customers, _, work in
            try Profiles(work).archive(customers).map { BulkChange($0, mark: work.now.milliseconds) }
        },
        takeBack: { changes, _, work in
            // One who was restored and archived again since is so by a later decision.
            let still = try ProfileStore(work).archived(changes.map(\.customer))
            return try Profiles(work).restore(
                changes.filter { still[$0.customer]?.milliseconds == $0.mark }.map(\.customer))
        })

    private static let restore = BulkAction(
        "restore", "brings archived customers back", scope: .profilesWrite,
        apply: { customers, _, work in
            let since = try ProfileStore(work).archived(customers)
            return try Profiles(work).restore(customers).map { BulkChange($0, mark: since[$0]?.milliseconds) }
        },
        takeBack: { changes, _, work in
            let times = changes.compactMap { change in
                change.mark.map { (customer: change.customer, since: Instant(milliseconds: $0)) }
            }
            return try Profiles(work).archiveAgain(times)
        })

    private static let setStatus = BulkAction(
        "set_status", "sets the status by hand", scope: .profilesWrite,
        parameter: BulkParameter(CustomerFields.status) { .string($0.rawValue) },
        apply: { customers, argument, work in
            let status: CustomerStatus = try argument.word()
            return try ProfileStore(work).change(
                customers, "status = \(status), status_source = 'manual'",
                where: "(p.status <> \(status) OR p.status_source <> 'manual')",
                before: "p.status || ' ' || p.status_source")
        },
        takeBack: { changes, argument, work in
            let status: CustomerStatus = try argument.word()
            let rows = changes.map { change in (change, change.before?.split(separator: " ").map(String.init) ?? []) }
            let told = try work.session.stage(
                "former_statuses",
                [
                    StagedColumn("customer_key", .int64), StagedColumn("former_status", .text),
                    StagedColumn("former_source", .text),
                ], rows.map { [$0.customer.sqlValue, $1.first.sqlValue, $1.last.sqlValue] })
            let restored = try ProfileStore(work).changeBack(
                from: told, "status = t.former_status, status_source = t.former_source",
                where: "status = \(status) AND status_source = 'manual'")
            // An automatic status is the one of today.
            try ProfileStore(work).refreshAutomaticStatus(of: restored)
            return restored
        })

    private static let resetStatus = BulkAction(
        "reset_status", "puts the status back on automatic", scope: .profilesWrite,
        apply: { customers, _, work in
            let changes = try ProfileStore(work).change(
                customers, "status_source = 'automatic'", where: "p.status_source <> 'automatic'", before: "p.status")
            try ProfileStore(work).refreshAutomaticStatus(of: changes.map(\.customer))
            return changes
        },
        takeBack: { changes, _, work in
            try ProfileStore(work).changeBack(
                changes, "status = t.former, status_source = 'manual'", where: "status_source = 'automatic'")
        })

    private static let setType = BulkAction(
        "set_type", "sets the customer type", scope: .profilesWrite,
        parameter: BulkParameter(CustomerFields.customerType) { .string($0.rawValue) },
        apply: { customers, argument, work in
            let type: CustomerType = try argument.word()
            return try ProfileStore(work).change(
                customers, "customer_type = \(type)", where: "p.customer_type <> \(type)", before: "p.customer_type")
        },
        takeBack: { changes, argument, work in
            let type: CustomerType = try argument.word()
            return try ProfileStore(work).changeBack(
                changes, "customer_type = t.former", where: "customer_type = \(type)")
        })

    private static let setSource = BulkAction(
        "set_source", "sets the source", scope: .profilesWrite,
        parameter: BulkParameter(CustomerFields.source) { .string($0.rawValue) },
        apply: { customers, argument, work in
            let source: CustomerSource = try argument.word()
            return try ProfileStore(work).change(
                customers, "source = \(source)", where: "p.source <> \(source)", before: "p.source")
        },
        takeBack: { changes, argument, work in
            let source: CustomerSource = try argument.word()
            return try ProfileStore(work).changeBack(changes, "source = t.former", where: "source = \(source)")
        })

    private static let setDoNotContact = BulkAction(
        "set_do_not_contact", "says whether customers are not to be contacted, as the trail of consents tells too",
        scope: .profilesWrite, parameter: BulkParameter(CustomerFields.doNotContact) { .bool($0) },
        apply: { customers, argument, work in
            let isBlocked = argument.told == .bool(true)
            let changed = try ProfileStore(work).change(
                customers, "do_not_contact = \(isBlocked)", where: "p.do_not_contact <> \(isBlocked)", before: "''"
            ).map(\.customer)
            try Profiles(work).tell(changed, isBlocked: isBlocked, source: source)
            // The decision on the trail tells this change from a later one.
            let decisions = try ConsentStore(work).lastContactDecisions(of: changed)
            return changed.map { BulkChange($0, mark: decisions[$0]) }
        },
        takeBack: { changes, argument, work in
            let isBlocked = argument.told == .bool(true)
            let decisions = try ConsentStore(work).lastContactDecisions(of: changes.map(\.customer))
            // Whoever has decided since, to the same or otherwise, is not overruled.
            let restored = try ProfileStore(work).changeBack(
                changes.filter { decisions[$0.customer] == $0.mark }, "do_not_contact = \(!isBlocked)",
                where: "do_not_contact = \(isBlocked)")
            try Profiles(work).tell(restored, isBlocked: !isBlocked, source: source)
            return restored
        })

    /// Where a decision was told that came with a bulk action.
    private static let source = "bulk"
}

extension BulkArgument {
    /// The word that was told, which was checked when it was.
    fileprivate func word<Word: ClosedSet>() throws -> Word {
        guard let word = Word(rawValue: text) else {
            throw DatabaseError.corrupt("a bulk action was told no word of \(Word.self)")
        }
        return word
    }
}

extension Profiles {
    /// Archives customers again as they were: since then. Leaves out those who are archived, or have bought meanwhile;
    /// gives the others.
    fileprivate func archiveAgain(_ customers: [(customer: CustomerKey, since: Instant)]) throws -> [CustomerKey] {
        let told = try work.session.stage(
            "former_archive", [StagedColumn("customer_key", .int64), StagedColumn("since", .int64)],
            customers.map { [$0.customer.sqlValue, $0.since.sqlValue] })
        let fit: [CustomerKey] = try work.session.all(
            """
            SELECT p.customer_id
            FROM \(told) AS t
            JOIN customer_profiles AS p ON p.user_id = \(work.account.key) AND p.customer_id = t.customer_key
            WHERE p.archived_at IS NULL AND (p.last_order_date IS NULL OR p.last_order_date <= t.since)
            """
        ) { row in try row.read() }
        let archived = try archive(fit)
        try work.session.execute(
            """
            UPDATE customer_profiles
            SET archived_at = t.since
            FROM \(told) AS t
            WHERE user_id = \(work.account.key)
                AND customer_id = t.customer_key
                AND archived_at = \(work.now)
            """)
        return archived
    }
}
