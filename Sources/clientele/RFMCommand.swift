import ArgumentParser
import CRMApp
import CRMCore
import CRMInsight
import CRMPlatform
import CRMScience

struct RFMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rfm", abstract: "Computes and shows RFM scores.", subcommands: [Run.self, Show.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Scores every customer of the account and saves the scores.",
            discussion: "Example: clientele rfm run --account USERID --as-of 2025-12-31 --json")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "A day, taken in whole, or a time with an offset. Default: now.")
        var asOf: String?

        func run() async throws {
            let moment = try asOf.map { text in
                if let day = CalendarDay(iso: text) { return Moment.day(day) }
                guard let instant = Instant(rfc3339: text) else {
                    throw ValidationError("--as-of must be a date such as 2025-12-31 or an RFC 3339 time")
                }
                return .instant(instant)
            }
            try await options.withShop { shop in
                let account = try await shop.account(account.account)
                let run = try await shop.runRFM(account, asOf: moment) { step in
                    Terminal.status("\(step * RFMScoring.customersPerStep) customers")
                }
                Terminal.endStatus()
                output.print(run) { run.distribution.table }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows saved scores, the best first.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var account: AccountOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "One of the seven segments, such as \"At Risk\".", transform: { text in
            guard let segment = RFMSegment(rawValue: text) else {
                let names = RFMSegment.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--segment must be one of \(names)")
            }
            return segment
        })
        var segment: RFMSegment?

        @Option(help: "Scores to show, 1 to 200.")
        var limit = PageRequest.defaultLimit

        @Option(help: "Scores to pass over.")
        var offset = 0

        func run() async throws {
            guard PageRequest.limits.contains(limit), PageRequest.offsets.contains(offset) else {
                throw ValidationError("--limit must be 1 to 200, --offset 0 or more")
            }
            try await options.withShop { shop in
                let account = try await shop.account(account.account)
                let report = try await shop.scores(account, segment: segment, PageRequest(limit: limit, offset: offset))
                output.print(report) {
                    let lines = report.scores.map { "\($0.score.total)  \($0.score.segment.rawValue)  \($0.customerID.value)" }
                    return ([report.distribution.table] + lines).joined(separator: "\n")
                }
            }
        }
    }
}

extension RFMDistribution {
    /// One line a segment.
    fileprivate var table: String {
        RFMSegment.allCases.map { segment in
            let count = String(counts[segment] ?? 0)
            return segment.rawValue + String(repeating: " ", count: max(1, 28 - segment.rawValue.count - count.count)) + count
        }.joined(separator: "\n")
    }
}
