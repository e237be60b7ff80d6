import CRMApp
import CRMCore
import CRMDatabase
import CRMTesting
import Testing

@testable import CRMCommerce
@testable import CRMPlatform

/// Random commands against a model, and the whole ledger against what is derived from it.
@Suite(.timeLimit(.minutes(10))) struct LoyaltyLedgerTests {
    /// Sequences of commands: ten thousand on the database that is in the process.
    private static func sequences(_ backend: TestBackend) -> Int {
        switch backend {
        case .sqlite: TestSize.scaled(10_000, soak: 100_000)
        case .postgres: TestSize.scaled(600, soak: 10_000)
        }
    }

    /// Sequences that share a transaction, since it is the wait for the disk that takes long.
    private static let perTransaction = 100
    /// Days of waiting and of spending, by program.
    private static let terms: [(pending: Int, expiry: Int?)] = [(0, nil), (0, 1), (0, 5), (3, nil), (2, 4), (6, 2)]

    @Test(arguments: TestBackend.allCases)
    func `12: random sequences of commands agree with a plain model`(_ backend: TestBackend) async throws {
        let seed = TestSize.random("LoyaltyLedgerTests").seeded
        try await TestShop.with(backend, zone: "Europe/Berlin") { shop in
            var programs: [String] = []
            for (index, terms) in Self.terms.enumerated() {
                let expiry = terms.expiry.map(String.init) ?? "null"
                programs.append(
                    try await shop.program(
                        "P\(index)", #""pendingDays": \#(terms.pending), "pointExpiryDays": \#(expiry)"#))
            }
            for number in 1...Self.perTransaction { try await shop.customer("c\(number)") }
            let count = Self.sequences(backend)
            for first in stride(from: 0, to: count, by: Self.perTransaction) {
                let faults = try await Self.play(first, programs, seed, shop)
                try #require(faults.isEmpty, "seed \(seed): \(faults.prefix(3).joined(separator: "; "))")
            }
        }
    }

    /// Plays some sequences on customers of their own, then undoes them; tells what was not as it should.
    private static func play(
        _ first: Int, _ programs: [String], _ seed: UInt64, _ shop: TestShop
    ) async throws -> [String] {
        struct Undo: Error { let faults: [String] }
        let account = shop.account
        let start = shop.clock.now()
        do {
            try await shop.shop.workplace.write(account) { work in
                var faults: [String] = []
                for number in 0..<Self.perTransaction {
                    var player = LoyaltyPlayer(
                        work: work, start: start, random: SeededRandom(seed: seed &+ UInt64(first + number)),
                        customer: try #require(CustomerID("c\(number + 1)")), terms: Self.terms, programs: programs)
                    faults += try player.play().map { "sequence \(first + number): \($0)" }
                }
                for inspection in LoyaltyInspections.all {
                    let everyone = InspectedStretch(after: .nobody, through: CustomerKey(.max))
                    faults += try inspection.find(everyone, work, 3)
                }
                throw Undo(faults: faults)
            }
        } catch let undo as Undo {
            return undo.faults
        }
        return ["nothing was undone"]
    }
}

extension SeededRandom {
    /// A seed drawn from it, for generators of parts.
    fileprivate var seeded: UInt64 {
        var copy = self
        return copy.next()
    }
}

/// Plays one sequence of commands on the product and on the model.
private struct LoyaltyPlayer {
    let work: Work
    let start: Instant
    var random: SeededRandom
    let customer: CustomerID
    let terms: [(pending: Int, expiry: Int?)]
    let programs: [String]

    /// What did not agree.
    mutating func play() throws -> [String] {
        let choice = pick(terms.count)
        var now = start
        let calendar = work.account.calendar
        var model = LoyaltyModel(day: calendar.day(of: now).number)
        var isEnrolled = false
        for step in 0..<(4 + pick(12)) {
            let points = LoyaltyPoints(at(now))
            switch pick(10) {
            case 0...3:
                let more = 1 + pick(20)
                _ = try points.add(more, to: customer, in: programs[choice], note(step))
                model.add(more, pendingDays: terms[choice].pending, expiryDays: terms[choice].expiry)
                isEnrolled = true
            case 4...6 where isEnrolled:
                let fewer = 1 + pick(30)
                let isDone = try points.redeemLoyaltyPoints(customer, programs[choice], fewer)
                if isDone != model.redeem(fewer) { return ["step \(step): redeemed \(isDone)"] }
            case 7: _ = try points.settleDue()
            default:
                now = now.advanced(milliseconds: Int64(pick(4)) * 86_400_000 + Int64(pick(40_000_000)))
                model.pass(days: calendar.day(of: now).number - model.day)
            }
            if isEnrolled, let fault = try difference(LoyaltyPoints(at(now)), programs[choice], model) {
                return ["step \(step): \(fault)"]
            }
        }
        return []
    }

    private mutating func pick(_ below: Int) -> Int { Int(random.next() % UInt64(below)) }

    private func note(_ step: Int) -> LoyaltyNote { LoyaltyNote(reason: step % 3 == 0 ? "step \(step)" : nil) }

    /// The same work at another time.
    private func at(_ now: Instant) -> Work {
        Work(
            session: work.session, account: work.account, now: now, entropy: Entropy(), scopes: work.scopes,
            actor: work.actor, events: EventBus([]), afterCommit: CommitMarks())
    }

    private func difference(_ points: LoyaltyPoints, _ program: String, _ model: LoyaltyModel) throws -> String? {
        let key = try CustomerDirectory(points.work).key(of: customer)
        guard let wallet = try points.store.locked(key, in: try LoyaltyProgramStore(points.work).program(program))
        else { return "there is no wallet" }
        let shown = try points.store.points(of: wallet.key)
        let told = [
            shown.totalPoints, shown.availablePoints, shown.pendingPoints, shown.redeemedPoints, shown.expiredPoints,
            shown.expiringSoon?.points ?? 0, shown.expiringSoon?.on.number ?? 0,
        ]
        let wanted = [
            model.total, model.available, model.pending, model.redeemed, model.expired, model.next?.points ?? 0,
            model.next?.day ?? 0,
        ]
        guard told == wanted else { return "\(told) in place of \(wanted)" }
        let spendable = try points.getCustomerLoyaltyPoints(customer, program)
        if spendable != model.available { return "\(spendable) can be spent in place of \(model.available)" }
        let sum = wallet.balance
        let parts = sum.available + sum.pending + sum.held + sum.redeemed + sum.expired
        return sum.total == parts ? nil : "\(sum) is not conserved"
    }
}
