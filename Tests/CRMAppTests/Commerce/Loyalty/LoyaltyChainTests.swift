import CRMApp
import CRMCore
import CRMDatabase
import CRMTesting
import Testing

@testable import CRMCommerce
@testable import CRMPlatform

/// The hash chain tells of whatever is altered in the ledger.
@Suite(.timeLimit(.minutes(5))) struct LoyaltyChainTests {
    private static let flips = TestSize.scaled(1_000, soak: 10_000)

    /// A value of a row that a bit is turned over in.
    private struct Cell {
        let table: SQL
        let column: SQL
        let type: SQLType
        let wallet: Int64
        let sequence: Int64
        /// Of an allocation.
        let lot: Int64?
        let value: SQLValue
    }

    private struct Undo: Error {}

    @Test(arguments: TestBackend.allCases)
    func `15: a byte turned over anywhere in the ledger is found, and its entry named`(
        _ backend: TestBackend
    ) async throws {
        var random = TestSize.random("LoyaltyChainTests")
        let seed = random.next()
        try await LoyaltyOwner.withDatabase(backend) { database in
            try await TestShop.over(database) { shop in
                try await Self.fill(shop)
                #expect(try await shop.loyaltyViolations() == [])
                do {
                    try await shop.shop.workplace.write(shop.account) { work in
                        try Self.turnOver(work, seed, backend)
                        throw Undo()
                    }
                } catch is Undo {}
                #expect(try await shop.loyaltyViolations() == [])
            }
        }
    }

    private static func turnOver(_ work: Work, _ seed: UInt64, _ backend: TestBackend) throws {
        try LoyaltyOwner.unguard(work.session, backend)
        let cells = try cells(work)
        var random = SeededRandom(seed: seed)
        var (found, refused) = (0, 0)
        while found < flips {
            let cell = cells[Int(random.next() % UInt64(cells.count))]
            guard let altered = altered(cell.value, &random) else { continue }
            do {
                try work.session.savepoint {
                    try write(altered, to: cell, work)
                    let faults = try LoyaltyVerification(work).step(after: 0).faults
                    let isNamed = faults.contains { $0.walletID == cell.wallet && $0.sequence == cell.sequence }
                    try #require(
                        isNamed,
                        "seed \(seed): \(cell.table.text).\(cell.column.text) \(cell.value) → \(altered): \(faults)")
                    throw Undo()
                }
            } catch is Undo {
                found += 1
            } catch DatabaseError.constraint {
                refused += 1
                try #require(refused < 4 * flips, "nearly everything is refused")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the ledger takes no change and no removal`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            _ = try await shop.shop.settleLoyalty(shop.account)
            let statements: [SQL] = [
                "UPDATE loyalty_ledger SET points = points + 1", "DELETE FROM loyalty_ledger",
                "UPDATE loyalty_allocations SET points = points + 1", "DELETE FROM loyalty_allocations",
                "UPDATE loyalty_notes SET reason = 'other'",
                "UPDATE loyalty_account_heads SET sealed_at = 0", "DELETE FROM loyalty_account_heads",
                "UPDATE loyalty_wallet_heads SET entries = 1", "DELETE FROM loyalty_wallet_heads",
            ]
            for statement in statements {
                await #expect(throws: DatabaseError.self, "\(statement.text)") {
                    try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                        _ = try session.execute(statement)
                    }
                }
            }
            #expect(try await shop.loyaltyViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an erased customer's chain stays sound, and the books stay`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            try await Self.fill(shop)
            let before = try await shop.shop.verifyLoyalty(shop.account)
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                try session.execute("DELETE FROM loyalty_notes")
                for table in ["loyalty_wallets", "customer_loyalty_points"] as [SQL] {
                    try session.execute("UPDATE \(table) SET customer_id = NULL")
                }
            }
            let after = try await shop.shop.verifyLoyalty(shop.account)
            #expect(after.faultCount == 0 && after.entries == before.entries && after.wallets == before.wallets)
            #expect(try await shop.loyaltyViolations() == [])
            let entries = try await shop.get(TestShop.ledger).json["data"]?.elements ?? []
            #expect(entries.allSatisfy { $0["customerId"] == .null && $0["reason"] == .null })
            #expect(try await shop.get("\(TestShop.points)?userId=shop-1").json == [])
        }
    }

    @Test func `the canonical bytes are as they are written down`() {
        var record = LoyaltyRecord(
            sequence: 3, key: 17, id: "0198", kind: "redeem", points: 5, effect: LoyaltyEffect(available: -5),
            balance: 20, day: 20_000, availableOn: nil, expiresOn: nil, subject: nil, noteDigest: [1, 255],
            createdAt: 1_700_000_000_000)
        record.allocations = [LoyaltyAllocation(lot: 1, points: 2), LoyaltyAllocation(lot: 2, points: 3)]
        let text = String(decoding: LoyaltyChain.bytes(of: record), as: UTF8.self)
        #expect(
            text == """
                clientele-loyalty-entry-1\n3\n17\n0198\nredeem\n5\n-5\n0\n0\n20\n20000\n-\n-\n-\n01ff\n1700000000000\n\
                1:2,2:3\n
                """)
        let origin = LoyaltyChain.origin(wallet: "w", program: "p")
        #expect(origin == Digest.sha256(Array("clientele-loyalty-wallet-1\nw\np\n".utf8)))
        #expect(LoyaltyChain.hash(of: record, after: origin) == Digest.sha256(origin + Array(text.utf8)))
    }

    // MARK: Making and altering

    /// Entries of every kind that is booked, with and without notes.
    private static func fill(_ shop: TestShop) async throws {
        let programs = [
            try await shop.program("A", #""pointExpiryDays": 3"#),
            try await shop.program("B", #""pendingDays": 1, "pointExpiryDays": 5"#),
        ]
        for customer in ["ann", "bob"] {
            try await shop.customer(customer)
            for program in programs { try await shop.book("add", 10, customer, in: program, #""reason": "one""#) }
        }
        for _ in 1...4 {
            shop.clock.advance(milliseconds: Instant.millisecondsPerDay)
            for program in programs {
                try await shop.book("add", 7, "ann", in: program)
                try await shop.book("redeem", 6, "ann", in: program, #""reference": "order""#)
                try await shop.book("redeem", 2, "bob", in: program)
            }
        }
    }

    private static let columns: [(table: SQL, lot: SQL, columns: [(SQL, SQLType)])] = [
        (
            "loyalty_ledger", "CAST(NULL AS BIGINT)",
            [
                ("wallet_id", .int64), ("sequence", .int64), ("entry_key", .int64), ("id", .text),
                ("program_key", .int64), ("kind", .text), ("points", .int64), ("available", .int64),
                ("pending", .int64), ("held", .int64), ("balance", .int64), ("day", .int64),
                ("available_on", .int64), ("expires_on", .int64), ("subject", .int64), ("note_digest", .blob),
                ("hash", .blob), ("created_at", .int64),
            ]
        ),
        ("loyalty_allocations", "t.lot", [("sequence", .int64), ("lot", .int64), ("points", .int64)]),
        ("loyalty_notes", "CAST(NULL AS BIGINT)", [("salt", .blob), ("reason", .text), ("reference", .text)]),
    ]

    private static func cells(_ work: Work) throws -> [Cell] {
        var cells: [Cell] = []
        for (table, lot, columns) in columns {
            for (column, type) in columns {
                cells += try work.session.all(
                    """
                    SELECT t.wallet_id, t.sequence, \(lot), t.\(column)
                    FROM \(table) AS t
                    WHERE t.user_id = \(work.account.key) AND t.\(column) IS NOT NULL
                    """
                ) { row in
                    Cell(
                        table: table, column: column, type: type, wallet: try row.read(), sequence: try row.read(),
                        lot: try row.read(), value: try value(type, &row))
                }
            }
        }
        return cells
    }

    private static func value(_ type: SQLType, _ row: inout Row) throws -> SQLValue {
        switch type {
        case .int64: .int64(try row.read())
        case .text: .text(try row.read())
        default: .blob(try row.read())
        }
    }

    /// The value with one bit turned over; nil where that would be no text.
    private static func altered(_ value: SQLValue, _ random: inout SeededRandom) -> SQLValue? {
        let draw = random.next()
        switch value {
        case .int64(let number): return .int64(number ^ (1 << Int64(draw % 64)))
        case .blob(var bytes):
            bytes[Int(draw / 8 % UInt64(bytes.count))] ^= 1 << UInt8(draw % 8)
            return .blob(bytes)
        case .text(let text):
            var bytes = Array(text.utf8)
            let place = Int(draw / 8 % UInt64(bytes.count))
            bytes[place] ^= 1 << UInt8(draw % 7)
            return bytes[place] == 0 ? nil : .text(String(decoding: bytes, as: UTF8.self))
        default: return nil
        }
    }

    private static func write(_ value: SQLValue, to cell: Cell, _ work: Work) throws {
        let isLot: SQL = cell.lot.map { "lot = \($0)" } ?? "1 = 1"
        try work.session.execute(
            """
            UPDATE \(cell.table)
            SET \(cell.column) = \(value)
            WHERE user_id = \(work.account.key) AND wallet_id = \(cell.wallet) AND sequence = \(cell.sequence)
                AND \(isLot)
            """)
    }
}
