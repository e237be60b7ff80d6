import CRMCore
import CRMPlatform

/// The nightly run: scores change with the days alone, and the status follows the segment.
enum RFMDaily {
    static let kind = JobKind(
        "rfm.daily", "Scores the customers as of the new day, and with the segment sets the status.",
        schedule: .daily(hour: 0, minute: 5)
    ) { run in
        var place = Place(run.checkpoint)
        while let key = place.next {
            let steps = place.steps + 1
            place.next = try await run.step { work in
                let last = try RFMScoring(work).scoreStep(after: key, asOf: .day(work.today))
                // At the end the checkpoint stays: behind the last key there is nothing to do again.
                return JobStep(
                    last, checkpoint: last.map { Place(next: $0, steps: steps).json },
                    progress: JobProgress(done: steps))
            }
            place.steps = steps
        }
        return ["steps": .number(String(place.steps))]
    }

    /// Where a run stands: the last customer done, nil at the end, and the steps so far.
    private struct Place {
        var next: CustomerKey?
        var steps: Int

        init(next: CustomerKey?, steps: Int) {
            self.next = next
            self.steps = steps
        }

        /// The beginning, or what an earlier attempt saved.
        init(_ checkpoint: JSON?) {
            let key = checkpoint.flatMap { Place.number($0["after"]) }
            self.init(
                next: key.map { CustomerKey($0) } ?? .nobody,
                steps: Int(checkpoint.flatMap { Place.number($0["steps"]) } ?? 0))
        }

        var json: JSON {
            ["after": .number(String(next?.value ?? 0)), "steps": .number(String(steps))]
        }

        private static func number(_ json: JSON?) -> Int64? {
            guard case .number(let text)? = json else { return nil }
            return Int64(text)
        }
    }
}
