import CRMCore
import CRMPlatform

/// The work of the night: at midnight of the account pending points become available, then points past their last day
/// expire, then the heads of wallets that have changed go into the account's chain. Tiers follow from the points ever
/// earned whenever they are read, so that nothing is left to do for them.
enum LoyaltyJobs {
    static let kinds = [nightly]

    private static let nightly = JobKind(
        "loyalty.daily", "Books the points that became available or expired with the new day, and seals the ledger.",
        schedule: .daily(hour: 0, minute: 0)
    ) { run in
        var done = Done(run.checkpoint)
        while true {
            let before = done
            let count = try await run.step { work in
                let count = try LoyaltyPoints(work).settleDue()
                return before.settling(count).step(count)
            }
            guard count > 0 else { break }
            done = done.settling(count)
        }
        while true {
            let before = done
            let sealing = try await run.step { work in
                let sealing = try LoyaltyPoints(work).sealDue()
                return before.sealing(sealing.wallets).step(sealing)
            }
            guard sealing.wallets > 0 else { return done.result(head: sealing.head) }
            done = done.sealing(sealing.wallets)
        }
    }

    /// What a run has done so far.
    private struct Done: Sendable {
        private var settled = 0
        private var sealed = 0

        init(_ checkpoint: JSON?) {
            settled = Done.count("settled", checkpoint)
            sealed = Done.count("sealed", checkpoint)
        }

        private static func count(_ name: String, _ checkpoint: JSON?) -> Int {
            guard case .number(let text)? = checkpoint?[name] else { return 0 }
            return Int(text) ?? 0
        }

        func settling(_ wallets: Int) -> Done {
            var done = self
            done.settled += wallets
            return done
        }

        func sealing(_ wallets: Int) -> Done {
            var done = self
            done.sealed += wallets
            return done
        }

        func step<Value: Sendable>(_ value: Value) -> JobStep<Value> {
            let checkpoint: JSON = ["settled": .number(String(settled)), "sealed": .number(String(sealed))]
            return JobStep(value, checkpoint: checkpoint, progress: JobProgress(done: settled + sealed))
        }

        func result(head: [UInt8]?) -> JSON {
            [
                "settled": .number(String(settled)), "sealed": .number(String(sealed)),
                "head": head.map { .string(Hex.text($0)) } ?? .null,
            ]
        }
    }
}
