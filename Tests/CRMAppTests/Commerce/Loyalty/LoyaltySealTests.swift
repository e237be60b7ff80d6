import CRMApp
import CRMCore
import CRMDatabase
import CRMTesting
import Testing

@testable import CRMCommerce
@testable import CRMPlatform

/// The account's chain over the heads of wallets tells what the chain of a wallet cannot.
@Suite(.timeLimit(.minutes(5))) struct LoyaltySealTests {
    /// Everything but the account's chain.
    private static let others = ["loyalty.balances", "loyalty.lots", "loyalty.chain", "loyalty.sealed"]

    @Test(arguments: TestBackend.allCases)
    func `a run takes in the wallets that have changed since, each with its last entry`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let program = try await Self.fill(shop)
            #expect(try await shop.shop.verifyLoyalty(shop.account).head == nil)
            let first = try await shop.shop.settleLoyalty(shop.account)
            #expect(first.sealed == 2)
            let again = try await shop.shop.settleLoyalty(shop.account)
            #expect(again.sealed == 0 && again.head == first.head)
            try await shop.book("add", 5, "bob", in: program)
            let second = try await shop.shop.settleLoyalty(shop.account)
            #expect(second.sealed == 1 && second.head != first.head)
            let audit = try await shop.shop.verifyLoyalty(shop.account)
            #expect(audit.seals == 2 && audit.head == second.head && audit.faultCount == 0)
            for head in [first.head, second.head] {
                #expect(try await shop.shop.verifyLoyalty(shop.account, head: head).faultCount == 0)
            }
            let heads = try await shop.shop.workplace.read(shop.account) { work in
                try work.session.all(
                    "SELECT h.number, h.entries FROM loyalty_wallet_heads AS h ORDER BY h.number, h.wallet_id"
                ) { row in "\(try row.read(Int.self))/\(try row.read(Int.self))" }
            }
            #expect(heads == ["1/1", "1/1", "2/2"])
            #expect(try await shop.loyaltyViolations() == [])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `many wallets go in by many links, and many sealers get in each other's way without harm`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let program = try await shop.program("Club")
            for number in 1...12 {
                try await shop.customer("c\(number)")
                try await shop.book("add", number, "c\(number)", in: program)
            }
            let work = shop.shop.workplace
            let account = shop.account
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...6 {
                    group.addTask {
                        try await work.write(account) { work in try LoyaltyPoints(work).sealDue(limit: 3) }.wallets
                    }
                }
                var sealed = 0
                for try await wallets in group { sealed += wallets }
                #expect(sealed == 12)
            }
            let audit = try await shop.shop.verifyLoyalty(shop.account)
            #expect(audit.seals == 4 && audit.faultCount == 0)
            #expect(try await shop.loyaltyViolations() == [])
            let place = try await work.read(account) { work in
                try LoyaltySealVerification(work).step(after: LoyaltySealVerification.Place(), limit: 3)
            }
            let next = try #require(place.next)
            let rest = try await work.read(account) { work in
                try LoyaltySealVerification(work).step(after: next, limit: 3)
            }
            #expect(place.heads.count == 3 && rest.heads.count == 1 && rest.faults.isEmpty)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a wallet whose whole chain was rewritten is found`(_ backend: TestBackend) async throws {
        try await Self.asOwner(backend) { shop in
            try await shop.shop.workplace.write(shop.account) { work in
                try LoyaltyOwner.unguard(work.session, backend)
                try Self.rewrite(work)
            }
            for name in Self.others { #expect(try await shop.violations(name) == [], "\(name)") }
            let found = try await shop.violations("loyalty.heads")
            #expect(found == ["wallet 1, entry 1: is another than the one that link 1 of the account's chain holds"])
            let audit = try await shop.shop.verifyLoyalty(shop.account)
            #expect(audit.faults.map(\.text) == found)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a wallet that was dropped with everything in it is found`(_ backend: TestBackend) async throws {
        try await Self.asOwner(backend) { shop in
            try await shop.shop.workplace.write(shop.account) { work in
                try LoyaltyOwner.unguard(work.session, backend)
                for table in ["allocations", "lots", "notes", "ledger"] {
                    try work.session.execute("DELETE FROM loyalty_\(unsafeText: table) WHERE wallet_id = 1")
                }
                try work.session.execute("DELETE FROM customer_loyalty_points WHERE wallet_id = 1")
                try work.session.execute("DELETE FROM loyalty_wallets WHERE wallet_id = 1")
            }
            for name in Self.others { #expect(try await shop.violations(name) == [], "\(name)") }
            let found = try await shop.violations("loyalty.heads")
            #expect(
                found == [
                    "wallet 1, entry 1: is missing with its whole wallet, which link 1 of the account's chain holds"
                ])
            #expect(try await shop.shop.verifyLoyalty(shop.account).faults.map(\.text) == found)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `whatever is altered in the account's chain is found, a cut-off end by a head that was kept`(
        _ backend: TestBackend
    ) async throws {
        try await Self.asOwner(backend) { shop in
            let program = try await shop.program("Club")
            try await shop.book("add", 5, "bob", in: program)
            let last = try #require(try await shop.shop.settleLoyalty(shop.account).head)
            let statements: [(SQL, String)] = [
                ("UPDATE loyalty_account_heads SET sealed_at = 7 WHERE number = 1", "link 1: does not have the hash"),
                ("UPDATE loyalty_wallet_heads SET entries = 3 WHERE wallet_id = 2 AND number = 2", "wallet 2, entry 3"),
                ("DELETE FROM loyalty_wallet_heads WHERE wallet_id = 2 AND number = 1", "link 1: does not have the"),
                ("UPDATE loyalty_account_heads SET hash = \([7] as [UInt8]) WHERE number = 2", "link 2: does not have"),
            ]
            for (statement, expected) in statements {
                let found = try await Self.altering(shop, backend, [statement]) { work in
                    try LoyaltySealVerification(work).step(after: LoyaltySealVerification.Place()).faults.map(\.text)
                }
                #expect(found.contains { $0.contains(expected) }, "\(statement.text): \(found)")
            }
            let cut: [SQL] = [
                "DELETE FROM loyalty_wallet_heads WHERE number = 2",
                "DELETE FROM loyalty_account_heads WHERE number = 2",
            ]
            let left = try await Self.altering(shop, backend, cut) { work in
                let step = try LoyaltySealVerification(work).step(after: LoyaltySealVerification.Place())
                return step.heads.map(Hex.text) + step.faults.map(\.text)
            }
            #expect(left.count == 1 && !left.contains(last))
            let foreign = try await shop.shop.verifyLoyalty(shop.account, head: String(repeating: "0", count: 64))
            #expect(
                foreign.faults.map(\.text) == [
                    "account's chain, link 2: no link up to here has the hash that was told"
                ])
            try await shop.shop.database.write(in: shop.account.key, deadline: nil) { session in
                try session.execute("UPDATE customer_loyalty_points SET sealed_entries = 9 WHERE wallet_id = 1")
            }
            #expect(
                try await shop.violations("loyalty.sealed") == ["wallet 1 is said to be sealed up to entry 9"])
        }
    }

    @Test func `the canonical bytes of a link are as they are written down`() throws {
        let heads = [
            LoyaltyWalletHead(wallet: 3, entries: 2, head: [1, 255]),
            LoyaltyWalletHead(wallet: 9, entries: 1, head: [0]),
        ]
        let seal = LoyaltySeal(number: 4, sealedAt: 1_700_000_000_000, heads: heads)
        let text = "clientele-loyalty-seal-1\n4\n1700000000000\n2\n3:2:01ff\n9:1:00\n"
        #expect(String(decoding: seal.bytes, as: UTF8.self) == text)
        let origin = LoyaltySeal.origin(account: try #require(UserID("shop-1")))
        #expect(origin == Digest.sha256(Array("clientele-loyalty-account-1\nshop-1\n".utf8)))
        #expect(seal.hash(after: origin) == Digest.sha256(origin + Array(text.utf8)))
    }

    // MARK: Making and altering

    private struct Undo: Error {
        let found: [String]
    }

    /// Two wallets with an entry each; gives the program.
    @discardableResult
    private static func fill(_ shop: TestShop) async throws -> String {
        let program = try await shop.program("Club")
        for customer in ["ann", "bob"] {
            try await shop.customer(customer)
            try await shop.book("add", 10, customer, in: program)
        }
        return program
    }

    /// A shop with two wallets that are sealed, for who owns the database.
    private static func asOwner(
        _ backend: TestBackend, _ body: @escaping @Sendable (TestShop) async throws -> Void
    ) async throws {
        try await LoyaltyOwner.withDatabase(backend) { database in
            try await TestShop.over(database) { shop in
                try await fill(shop)
                #expect(try await shop.shop.settleLoyalty(shop.account).sealed == 2)
                #expect(try await shop.loyaltyViolations() == [])
                try await body(shop)
            }
        }
    }

    /// What is found after the statements, which are undone.
    private static func altering(
        _ shop: TestShop, _ backend: TestBackend, _ statements: [SQL],
        _ find: @escaping @Sendable (Work) throws -> [String]
    ) async throws -> [String] {
        do {
            try await shop.shop.workplace.write(shop.account) { work in
                try LoyaltyOwner.unguard(work.session, backend)
                for statement in statements { try work.session.execute(statement) }
                throw Undo(found: try find(work))
            }
            return []
        } catch let undo as Undo {
            return undo.found
        }
    }

    /// Gives wallet 1 a thousand points, as a ledger of its own that is right in itself.
    private static func rewrite(_ work: Work) throws {
        let told = try #require(
            try work.session.first(
                """
                SELECT w.id, p.id, e.entry_key, e.id, e.kind, e.day, e.available_on, e.expires_on, e.created_at
                FROM loyalty_wallets AS w
                JOIN loyalty_programs AS p ON p.user_id = w.user_id AND p.program_key = w.program_key
                JOIN loyalty_ledger AS e ON e.user_id = w.user_id AND e.wallet_id = w.wallet_id
                WHERE w.user_id = \(work.account.key) AND w.wallet_id = 1
                """
            ) { row in
                let origin = LoyaltyChain.origin(wallet: try row.read(), program: try row.read())
                let record = LoyaltyRecord(
                    sequence: 1, key: try row.read(), id: try row.read(), kind: try row.read(), points: 1_000,
                    effect: LoyaltyEffect(available: 1_000), balance: 1_000, day: try row.read(),
                    availableOn: try row.read(), expiresOn: try row.read(), createdAt: try row.read())
                return LoyaltyChain.hash(of: record, after: origin)
            })
        try work.session.execute(
            """
            UPDATE loyalty_ledger SET points = 1000, available = 1000, balance = 1000, hash = \(told)
            WHERE wallet_id = 1
            """)
        try work.session.execute("UPDATE loyalty_lots SET points = 1000, remaining = 1000 WHERE wallet_id = 1")
        try work.session.execute(
            """
            UPDATE customer_loyalty_points SET total_points = 1000, available_points = 1000, head = \(told)
            WHERE wallet_id = 1
            """)
    }
}
