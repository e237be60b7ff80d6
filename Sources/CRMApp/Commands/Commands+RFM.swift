import CRMCore
import CRMInsight
import CRMPlatform
import CRMScience

extension Commands {
    /// Scores the customers whose score can have changed since the last run; all of them as of a moment, or when asked to.
    package func runRFM(account: String, asOf: String?, full: Bool) async throws -> CommandReport {
        let moment = try asOf.map { text in
            if let day = CalendarDay(iso: text) { return Moment.day(day) }
            guard let instant = Instant(rfc3339: text) else {
                throw UsageError("--as-of must be a date such as 2025-12-31 or an RFC 3339 time")
            }
            return .instant(instant)
        }
        return try await withAccount(account) { shop, account in
            let run = try await shop.runRFM(account, asOf: moment, full: full) { visited in
                Terminal.status("\(visited) customers")
            }
            Terminal.endStatus()
            return CommandReport(run, text: run.distribution.table)
        }
    }

    /// Saved scores, the best first.
    package func showRFM(account: String, segment: String?, limit: Int, offset: Int) async throws -> CommandReport {
        let segment = try segment.map { name in
            guard let segment = RFMSegment(rawValue: name) else {
                let names = RFMSegment.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("--segment must be one of \(names)")
            }
            return segment
        }
        guard PageRequest.limits.contains(limit), PageRequest.offsets.contains(offset) else {
            throw UsageError("--limit must be 1 to \(PageRequest.limits.upperBound), --offset 0 or more")
        }
        return try await withAccount(account) { shop, account in
            let report = try await shop.scores(account, segment: segment, PageRequest(limit: limit, offset: offset))
            let lines = report.scores.map {
                "\($0.score.total)  \($0.score.segment.rawValue)  \($0.customerID.value)"
            }
            return CommandReport(report, text: ([report.distribution.table] + lines).joined(separator: "\n"))
        }
    }
}

extension RFMDistribution {
    /// Columns of the table on a terminal.
    private static let width = 28

    /// One line a segment.
    fileprivate var table: String {
        RFMSegment.allCases.map { segment in
            let count = String(counts[segment] ?? 0)
            let gap = max(1, RFMDistribution.width - segment.rawValue.count - count.count)
            return segment.rawValue + String(repeating: " ", count: gap) + count
        }.joined(separator: "\n")
    }
}
