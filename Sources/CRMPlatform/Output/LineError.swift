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

extension [LineError] {
    /// Adds the mistakes of a line, as many as are told: ``Limits/errorsPerLine`` and ``Limits/errorsOfLines``.
    package mutating func add(_ mistakes: [FieldError], line: Int) {
        let told = mistakes.prefix(Limits.errorsPerLine).map { LineError(line: line, error: $0) }
        self += told.prefix(Swift.max(0, Limits.errorsOfLines - count))
    }
}
