/// Why the text of a cell is not the value it should be.
package enum CSVValueError: Error, Sendable, Hashable, CaseIterable {
    /// Neither empty cells nor words are numbers.
    case notANumber
    /// One separator with three digits after it: `1,234`.
    case ambiguousNumber
    /// More than 18 decimals, or beyond 64 bits.
    case numberOutOfRange
    /// No known notation, or a day that does not exist.
    case notADate
    /// `03/04/2025` without knowing which is the month.
    case ambiguousDate

    /// What is wrong and what would be right, for a person.
    package var detail: String {
        switch self {
        case .notANumber: "not a number: expected for example 1234.50"
        case .ambiguousNumber: "could be a thousand times more or less: say which decimal mark the file uses"
        case .numberOutOfRange: "the number is too large or has too many decimals"
        case .notADate: "not a date: expected for example 2025-10-07 or 2025-10-07T09:50:26+02:00"
        case .ambiguousDate: "day or month first? Say which order the file uses"
        }
    }
}
