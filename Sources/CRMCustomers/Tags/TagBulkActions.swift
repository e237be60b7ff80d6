import CRMCore
import CRMDatabase
import CRMPlatform

/// What tags let be done to many customers at once.
enum TagBulkActions {
    static let all = [add, remove]

    private static let tag = BulkParameter(
        InputField("tag", Codec<TagName>.tagName, "Name of a tag. `add_tag` makes one that is not there.")
    ) { .string($0.text) }

    private static let add = BulkAction(
        "add_tag", "puts a tag on customers", scope: .tagsWrite, parameter: tag,
        target: { told, isTrial, work in
            let name = TagName(told.text)
            return isTrial ? nil : try Tags(work).made([name]).first?.id
        },
        apply: { customers, argument, work in
            try Tags(work).add([try TagStore(work).locked(argument.target ?? "")], to: customers)
                .map { BulkChange($0.customer, mark: work.now.milliseconds) }
        },
        takeBack: { changes, argument, work in
            // A tag that was removed since took its links along; a link of another time is another decision's.
            guard let tag = try found(argument, work) else { return [] }
            let times = try TagStore(work).linkTimes(of: tag, changes.map(\.customer))
            let still = changes.filter { times[$0.customer]?.milliseconds == $0.mark }.map(\.customer)
            return try Tags(work).remove([tag], from: still).map(\.customer)
        })

    private static let remove = BulkAction(
        "remove_tag", "takes a tag from customers", scope: .tagsWrite, parameter: tag,
        target: { told, _, work in
            guard let key = try TagStore(work).key(of: TagName(told.text)),
                let tag = try TagStore(work).locked(keys: [key]).first
            else { throw TagError.unknownTag }
            return tag.id
        },
        apply: { customers, argument, work in
            // Where the tag itself was removed meanwhile, nobody has it any more.
            guard let tag = try found(argument, work) else { return [] }
            let times = try TagStore(work).linkTimes(of: tag, customers)
            return try Tags(work).remove([tag], from: customers)
                .map { BulkChange($0.customer, mark: times[$0.customer]?.milliseconds) }
        },
        takeBack: { changes, argument, work in
            guard let tag = try found(argument, work) else { return [] }
            let added = try Tags(work).add([tag], to: changes.map(\.customer)).map(\.customer)
            let times = Dictionary(changes.map { ($0.customer, $0.mark) }) { first, _ in first }
            try TagStore(work).setLinkTimes(
                of: tag,
                added.compactMap { customer in times[customer].flatMap { $0 }.map { (customer: customer, time: $0) } })
            return added
        })

    private static func found(_ argument: BulkArgument, _ work: Work) throws -> CustomerTag? {
        try TagStore(work).locked(names: [], ids: [argument.target ?? ""]).first?.tag
    }
}

extension TagStore {
    /// When those of the customers got the tag who have it.
    fileprivate func linkTimes(of tag: CustomerTag, _ customers: [CustomerKey]) throws -> [CustomerKey: Instant] {
        let asked = try session.stage(
            "asked_links", [StagedColumn("customer_id", .int64)], customers.map { [$0.sqlValue] })
        let pairs: [(CustomerKey, Instant)] = try session.all(
            """
            SELECT l.customer_id, l.created_at
            FROM \(asked) AS a
            JOIN customer_tag_links AS l
                ON l.user_id = \(account) AND l.tag_key = \(tag.key) AND l.customer_id = a.customer_id
            """
        ) { row in (try row.read(), try row.read()) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Gives links the times back that they had; in milliseconds.
    fileprivate func setLinkTimes(of tag: CustomerTag, _ times: [(customer: CustomerKey, time: Int64)]) throws {
        guard !times.isEmpty else { return }
        let told = try session.stage(
            "former_links", [StagedColumn("customer_key", .int64), StagedColumn("linked_at", .int64)],
            times.map { [$0.customer.sqlValue, .int64($0.time)] })
        try session.execute(
            """
            UPDATE customer_tag_links
            SET created_at = t.linked_at
            FROM \(told) AS t
            WHERE user_id = \(account) AND tag_key = \(tag.key) AND customer_id = t.customer_key
            """)
    }
}
