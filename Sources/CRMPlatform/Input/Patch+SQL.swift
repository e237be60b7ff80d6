package import CRMDatabase

extension Patch where Value: SQLBindable {
    /// The column's part of an `UPDATE … SET`; nil when it stays.
    package func assignment(to column: SQL) -> SQL? {
        switch self {
        case .keep: nil
        case .clear: "\(column) = NULL"
        case .set(let value): "\(column) = \(value)"
        }
    }
}
