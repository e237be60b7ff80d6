import CRMCore
package import CRMPlatform
import CRMScience

/// Scores to files.
enum RFMExport {
    static let exporter = Exporter(
        name: "scores", summary: "All saved scores as a file.", scope: .rfmRead, columns: columns
    ) { query in
        let segment: RFMSegment? = query.optional("segment", .closedSet)
        return ExportWalk { key, work in
            let after = key.flatMap { Int64($0) }.map { CustomerKey($0) } ?? .nobody
            guard let (scores, last) = try RFMScoring(work).stretch(after: after, count: step, segment) else {
                return .end
            }
            return ExportStep(scores, next: String(last.value))
        }
    }

    /// Scores of one step.
    private static let step = 1_000

    private static let columns = [
        "customer_id", "recency_score", "frequency_score", "monetary_score", "rfm_score", "rfm_segment",
        "previous_segment", "segment_changed_at", "recency_days", "order_count", "total_spent", "flags",
        "next_change_on", "calculated_at",
    ]
}

extension CustomerRFMScore: ExportRecord {
    package var rows: [[ExportCell]] {
        let flags = score.flags.map(\.rawValue).joined(separator: " ")
        return [
            [
                .text(customerID.value), ExportCell(score.r), ExportCell(score.f), ExportCell(score.m),
                ExportCell(score.total), ExportCell(score.segment), ExportCell(previousSegment),
                ExportCell(segmentChangedAt), ExportCell(score.recencyDays), ExportCell(orderCount),
                ExportCell(totalSpent), flags.isEmpty ? .empty : .text(flags), ExportCell(score.nextChangeOn),
                ExportCell(calculatedAt),
            ]
        ]
    }
}
