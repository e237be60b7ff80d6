import CRMCore
import CRMPlatform

/// What became of many events: the good ones went in, each bad one is told with its line.
struct EventLinesSummary: JSONObjectEncodable {
    private(set) var created = 0
    private(set) var unchanged = 0
    private(set) var failed = 0
    private(set) var errors: [LineError] = []

    /// Records those lines that can be read.
    init<Line, Facts>(
        of lines: [InputLine<Line>], as told: (Line) -> ToldEvent<Facts>,
        recording record: ([ToldEvent<Facts>]) throws -> [EventOutcome]
    ) throws {
        var good: [(number: Int, told: ToldEvent<Facts>)] = []
        for line in lines {
            switch line.value {
            case .success(let input): good.append((line.number, told(input)))
            case .failure(let error): fail(error.fields, line: line.number)
            }
        }
        for (entry, outcome) in zip(good, try record(good.map(\.told))) {
            switch outcome {
            case .created: created += 1
            case .unchanged: unchanged += 1
            case .refused: fail(outcome.mistakes, line: entry.number)
            }
        }
        errors.sort { $0.line < $1.line }
    }

    private mutating func fail(_ mistakes: [FieldError], line: Int) {
        failed += 1
        errors.add(mistakes, line: line)
    }

    static let typeName = "EventLinesSummary"

    static let fields: [OutputField<EventLinesSummary>] = [
        OutputField("created") { $0.created },
        OutputField("unchanged", "Known already, with the same content.") { $0.unchanged },
        OutputField("failed", "Lines that did not go in; each has entries in `errors`.") { $0.failed },
        OutputField("errors", "At most 5 of a line and 1,000 of all.") { $0.errors },
    ]
}
