import CRMCore
import CRMPlatform

/// What became of many events: the good ones went in, each bad one is told with its line.
struct EventLinesSummary: JSONObjectEncodable {
    private(set) var created = 0
    private(set) var unchanged = 0
    private(set) var refused = RefusedLines()

    /// Records those lines that can be read.
    init<Line, Facts>(
        of lines: [InputLine<Line>], as told: (Line) -> ToldEvent<Facts>,
        recording record: ([ToldEvent<Facts>]) throws -> [EventOutcome]
    ) throws {
        let good = lines.good(&refused)
        for (entry, outcome) in zip(good, try record(good.map { told($0.value) })) {
            switch outcome {
            case .created: created += 1
            case .unchanged: unchanged += 1
            case .refused: refused.add(outcome.mistakes, line: entry.number)
            }
        }
        refused.sort()
    }

    static let typeName = "EventLinesSummary"

    static let fields: [OutputField<EventLinesSummary>] = [
        OutputField("created") { $0.created },
        OutputField("unchanged", "Known already, with the same content.") { $0.unchanged },
        OutputField("failed", "Lines that did not go in; each has entries in `errors`.") { $0.refused.count },
        OutputField("errors", "At most 5 of a line and 1,000 of all.") { $0.refused.errors },
    ]
}
