import CRMCore
import CRMPlatform

/// The lines of a request that did not go in, and why.
struct RefusedLines: Sendable {
    private(set) var count = 0
    /// At most ``Limits/errorsPerLine`` of a line and ``Limits/errorsOfLines`` of all.
    private(set) var errors: [LineError] = []

    mutating func add(_ error: InvalidRequest, line: Int) {
        count += 1
        let told = error.fields.prefix(Limits.errorsPerLine).map { LineError(line: line, error: $0) }
        errors += told.prefix(max(0, Limits.errorsOfLines - errors.count))
    }

    /// Puts the errors in the order of the lines.
    mutating func sort() { errors.sort { $0.line < $1.line } }
}

/// One mistake of one line.
struct LineError: JSONObjectEncodable {
    /// Counted from 1.
    let line: Int
    let error: FieldError

    static let typeName = "LineError"

    static let fields: [OutputField<LineError>] = [
        OutputField("line", "Counted from 1.") { $0.line },
        OutputField("pointer") { $0.error.pointer },
        OutputField("code") { $0.error.code },
        OutputField("detail") { $0.error.detail },
    ]
}

extension Sequence {
    /// The lines that could be read; `refuse` is told of the others.
    func good<Line>(_ refuse: (Int, InvalidRequest) -> Void) -> [(number: Int, value: Line)]
    where Element == InputLine<Line> {
        compactMap { line in
            switch line.value {
            case .success(let value): return (line.number, value)
            case .failure(let error):
                refuse(line.number, error)
                return nil
            }
        }
    }
}
