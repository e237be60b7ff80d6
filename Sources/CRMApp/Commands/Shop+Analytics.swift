import CRMCore
import CRMInsight
package import CRMPlatform

extension Shop {
    /// Computes the analytics of all customers of the account. `progress` is told how many were visited so far.
    package func runAnalytics(
        _ account: Account, progress: (Int) -> Void = { _ in }
    ) async throws -> AnalyticsRun {
        var cursor: AnalyticsCursor?
        var visited = 0
        repeat {
            let last = cursor
            cursor = try await workplace.write(account) { work in
                try Analytics(work, signals: Features.signals).step(after: last, full: true)
            }
            visited = cursor?.visited ?? visited
            progress(visited)
        } while cursor != nil
        return AnalyticsRun(visited: visited)
    }
}

/// What a run over the whole account did.
package struct AnalyticsRun: JSONObjectEncodable {
    package let visited: Int

    package static let typeName = "AnalyticsRun"

    package static let fields: [OutputField<AnalyticsRun>] = [
        OutputField("visited", "Customers whose analytics were computed.") { $0.visited }
    ]
}
