import CRMCore
import CRMDatabase
import CRMPlatform

/// The SQL of loyalty programs.
struct LoyaltyProgramStore {
    let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    init(_ work: Work) {
        self.work = work
    }

    static let sequence = KeySequence("loyalty_program")

    /// The list's sort keys, the standard one first.
    static let sortKeys = [
        SortKey("createdAt", "p.created_at", .int64),
        SortKey("updatedAt", "p.updated_at", .int64),
        SortKey("name", "p.name", .text),
    ]

    private static let columns: SQL = """
        p.program_key, p.id, \(termColumns), p.version, p.created_at, p.updated_at
        """

    private static let termColumns: SQL = """
        p.name, p.description, p.program_type, p.point_multiplier, p.minimum_purchase, p.point_expiry_days,
        p.pending_days, p.tiers, p.rewards, p.is_active, p.starts_at, p.ends_at
        """

    private static let table = ListTable("loyalty_programs AS p", as: "p", columns: columns, key: "p.program_key")

    func list(_ filter: LoyaltyProgramFilter, _ listing: Listing) throws -> ListPage<LoyaltyProgram> {
        let optional: [SQL?] = [
            filter.programType.map { "p.program_type = \($0)" },
            filter.isActive.map { "p.is_active = \($0)" },
        ]
        let conditions =
            ["p.user_id = \(account)"] + optional.compactMap { $0 }
            + filter.times.conditions(created: "p.created_at", updated: "p.updated_at", in: work.account.calendar)
        return try listing.page(of: LoyaltyProgramStore.table, where: conditions, in: session, decode)
    }

    /// The program of that id; throws ``LoyaltyError/unknownProgram``.
    func program(_ id: String) throws -> LoyaltyProgram { try known(find(id)) }

    /// The same, kept from other transactions until this one ends.
    func locked(_ id: String) throws -> LoyaltyProgram { try known(find(id, lock: session.dialect.forUpdate)) }

    /// The program of that id, or nil.
    func find(_ id: String, lock: SQL = "") throws -> LoyaltyProgram? { try first("p.id = \(id)\(lock)") }

    /// The program of that name, or nil.
    func find(named name: String) throws -> LoyaltyProgram? { try first("p.folded_name = \(Folding.fold(name))") }

    /// The program of a key that a wallet holds.
    func program(_ key: Int64) throws -> LoyaltyProgram { try known(first("p.program_key = \(key)")) }

    private func known(_ program: LoyaltyProgram?) throws -> LoyaltyProgram {
        guard let program else { throw LoyaltyError.unknownProgram }
        return program
    }

    private func first(_ condition: SQL) throws -> LoyaltyProgram? {
        try session.first(
            """
            SELECT \(LoyaltyProgramStore.columns)
            FROM loyalty_programs AS p
            WHERE p.user_id = \(account) AND \(condition)
            """, decode)
    }

    /// How many programs there are, counted no further than the bound on them.
    func count() throws -> Int {
        try session.value(
            """
            SELECT count(*)
            FROM (
                SELECT p.program_key
                FROM loyalty_programs AS p
                WHERE p.user_id = \(account)
                LIMIT \(LoyaltyLimits.programs)
            ) AS p
            """)
    }

    /// Writes the program and gives its id; throws ``LoyaltyError/nameTaken(_:)``.
    func insert(_ terms: LoyaltyTerms) throws -> String {
        let key = try session.reserveKeys(1, from: LoyaltyProgramStore.sequence)[0]
        let id = work.entropy.id(at: work.now, number: key).text
        try keepingNamesApart(terms.name) {
            try session.execute(
                """
                INSERT INTO loyalty_programs (user_id, program_key, id, name, folded_name, description, program_type,
                    point_multiplier, minimum_purchase, point_expiry_days, pending_days, tiers, rewards, is_active,
                    starts_at, ends_at, version, created_at, updated_at)
                VALUES (\(account), \(key), \(id), \(terms.name), \(Self.folded(terms.name)), \(terms.description),
                    \(terms.programType), \(Self.units(terms.pointMultiplier)), \(terms.minimumPurchase),
                    \(terms.pointExpiryDays), \(terms.pendingDays), \(Self.json(terms.tiers)),
                    \(Self.json(terms.rewards)), \(terms.isActive), \(terms.startsAt), \(terms.endsAt), 1,
                    \(work.now), \(work.now))
                """)
        }
        return id
    }

    /// Writes the terms and counts a version; throws ``LoyaltyError/nameTaken(_:)``.
    func update(_ key: Int64, _ terms: LoyaltyTerms) throws {
        try keepingNamesApart(terms.name) {
            try session.execute(
                """
                UPDATE loyalty_programs
                SET name = \(terms.name),
                    folded_name = \(Self.folded(terms.name)),
                    description = \(terms.description),
                    program_type = \(terms.programType),
                    point_multiplier = \(Self.units(terms.pointMultiplier)),
                    minimum_purchase = \(terms.minimumPurchase),
                    point_expiry_days = \(terms.pointExpiryDays),
                    pending_days = \(terms.pendingDays),
                    tiers = \(Self.json(terms.tiers)),
                    rewards = \(Self.json(terms.rewards)),
                    is_active = \(terms.isActive),
                    starts_at = \(terms.startsAt),
                    ends_at = \(terms.endsAt),
                    version = version + 1,
                    updated_at = \(work.now)
                WHERE user_id = \(account) AND program_key = \(key)
                """)
        }
    }

    /// Removes the program; throws ``LoyaltyError/programInUse`` when it has wallets.
    func delete(_ key: Int64) throws {
        do {
            try session.savepoint {
                try session.execute(
                    "DELETE FROM loyalty_programs WHERE user_id = \(account) AND program_key = \(key)")
            }
        } catch DatabaseError.constraint {
            throw LoyaltyError.programInUse
        }
    }

    private func keepingNamesApart(_ name: String, _ write: () throws -> Void) throws {
        do {
            try session.savepoint(write)
        } catch DatabaseError.constraint(.unique, _) {
            throw LoyaltyError.nameTaken(name)
        }
    }

    /// Names that differ only in case and accents are the same; one of apostrophes alone is itself.
    private static func folded(_ name: String) -> String {
        let folded = Folding.fold(name)
        return folded.isEmpty ? name : folded
    }

    /// A multiplier in ten-thousandths.
    private static func units(_ multiplier: DecimalNumber) -> Int64 {
        multiplier.minorUnits(decimals: LoyaltyLimits.multiplierDecimals) ?? 0
    }

    private static func json(_ values: [some JSONObjectEncodable]) -> SQLValue { .json(values.jsonText) }

    /// Reads the columns in their order.
    private func decode(_ row: inout Row) throws -> LoyaltyProgram {
        let (key, id) = (try row.read(Int64.self), try row.read(String.self))
        return LoyaltyProgram(
            key: key, id: id, terms: try LoyaltyTerms(&row), version: try row.read(),
            currency: work.account.currency, createdAt: try row.read(), updatedAt: try row.read())
    }
}

extension LoyaltyTerms {
    /// Reads the columns of the terms in their order.
    fileprivate init(_ row: inout Row) throws {
        self.init(name: try row.read())
        description = try row.read()
        programType = try row.read()
        pointMultiplier =
            DecimalNumber(significand: try row.read(), scale: LoyaltyLimits.multiplierDecimals)
            ?? DecimalNumber(integer: 1)
        minimumPurchase = try row.read()
        pointExpiryDays = try row.read()
        pendingDays = try row.read()
        tiers = try row.readInputs(LoyaltyTierInput.self).map(\.tier)
        rewards = try row.readInputs(LoyaltyRewardInput.self).map(\.reward)
        isActive = try row.read()
        startsAt = try row.read()
        endsAt = try row.read()
    }
}

extension Row {
    /// Reads a JSON array of objects by the rules by which callers send them.
    mutating func readInputs<Value: ObjectInput>(_ type: Value.Type) throws -> [Value] {
        let text = try read(String.self)
        guard text != "[]" else { return [] }
        let sink = ErrorSink()
        guard
            let values = Codec<[Value]>.list(.object(type), max: .max).decode(
                try JSONParser.parse(text, limits: .stored), "", sink)
        else { throw DatabaseError.corrupt("\(type) cannot be read: \(sink.errors.map(\.pointer))") }
        return values
    }
}
