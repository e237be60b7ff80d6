package import CRMCore

/// One mistake of one line of many.
package struct LineError: JSONObjectEncodable {
    /// Counted from 1.
    package let line: Int
    let error: FieldError

    package static let typeName = "LineError"

    package static let fields: [OutputField<LineError>] = [
        OutputField("line", "Counted from 1.") { $0.line },
        OutputField("pointer") { $0.error.pointer },
        OutputField("code") { $0.error.code },
        OutputField("detail") { $0.error.detail },
    ]
}

/// The lines of a request that did not go in, and why.
package struct RefusedLines: Sendable {
    package private(set) var count = 0
    /// At most ``Limits/errorsPerLine`` of a line and ``Limits/errorsOfLines`` of all.
    package private(set) var errors: [LineError] = []

    package init() {}

    package mutating func add(_ mistakes: [FieldError], line: Int) {
        count += 1
        let told = mistakes.prefix(Limits.errorsPerLine).map { LineError(line: line, error: $0) }
        errors += told.prefix(max(0, Limits.errorsOfLines - errors.count))
    }

    /// Puts the errors in the order of the lines.
    package mutating func sort() { errors.sort { $0.line < $1.line } }
}

extension Sequence {
    /// The lines that could be read; `refused` takes the others.
    package func good<Line>(_ refused: inout RefusedLines) -> [(number: Int, value: Line)]
    where Element == InputLine<Line> {
        compactMap { line in
            switch line.value {
            case .success(let value): return (line.number, value)
            case .failure(let error):
                refused.add(error.fields, line: line.number)
                return nil
            }
        }
    }
}
