package import CRMCore
import CRMDatabase
package import CRMPlatform
import CRMScience

/// One cell of the grid: customers of one recency and one frequency score.
package struct RFMMatrixCell: JSONObjectEncodable {
    package let recencyScore: Int
    package let frequencyScore: Int
    package let customers: Int
    package let totalSpent: Money

    package static let typeName = "RFMMatrixCell"

    package static let fields: [OutputField<RFMMatrixCell>] = [
        OutputField("recencyScore", "1…5.") { $0.recencyScore },
        OutputField("frequencyScore", "1…5.") { $0.frequencyScore },
        OutputField("customers") { $0.customers },
        OutputField("totalSpent", "The value of their orders in the window.") { $0.totalSpent },
    ]
}

/// How the account's customers spread over recency and frequency.
package struct RFMMatrix: JSONObjectEncodable {
    package let customers: Int
    package let totalSpent: Money
    package let cells: [RFMMatrixCell]

    package static let typeName = "RFMMatrix"

    package static let fields: [OutputField<RFMMatrix>] = [
        OutputField("customers", "Customers in all cells.") { $0.customers },
        OutputField("totalSpent", "The value of their orders in the window.") { $0.totalSpent },
        OutputField("cells", "All 25, the best recency first, then the best frequency.") { $0.cells },
    ]
}

extension RFMStore {
    /// The grid, of one monetary score or of all; read from the index by score alone.
    func matrix(monetaryScore: Int?) throws -> RFMMatrix {
        var customers: [Int: Int] = [:]
        var spent: [Int: Int64] = [:]
        try session.forEach(
            """
            SELECT s.rfm_score, count(*), \(SQL.boundedSum("s.total_spent"))
            FROM customer_rfm_scores AS s
            WHERE s.user_id = \(account)
            GROUP BY s.rfm_score
            """
        ) { row in
            let score = try row.read(Int.self)
            let (count, value) = (try row.read(Int.self), try row.read(Int64.self))
            guard monetaryScore == nil || score % 10 == monetaryScore else { return }
            customers[score / 10, default: 0] += count
            spent[score / 10] = value.addingClamped(spent[score / 10] ?? 0)
        }
        let cells = RFMBands.scores.reversed().flatMap { r in
            RFMBands.scores.reversed().map { f in
                RFMMatrixCell(
                    recencyScore: r, frequencyScore: f, customers: customers[10 * r + f] ?? 0,
                    totalSpent: work.account.money(spent[10 * r + f] ?? 0))
            }
        }
        return RFMMatrix(
            customers: customers.values.reduce(0, +),
            totalSpent: work.account.money(spent.values.reduce(0) { $0.addingClamped($1) }),
            cells: cells)
    }
}
