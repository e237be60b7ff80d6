import CRMCore
import CRMDatabase
import CRMScience

/// The scoring rules as SQL, rendered from the same bands and the same table that score one customer in memory.
struct RFMSQL {
    let scorer: RFMScorer

    func recency(days: SQL) -> SQL { bands(scorer.recency, value: days) }
    func frequency(orders: SQL) -> SQL { bands(scorer.frequency, value: orders) }
    func monetary(value: SQL) -> SQL { bands(scorer.monetary, value: value) }

    private func bands(_ bands: RFMBands, value: SQL) -> SQL {
        let comparison: SQL = bands.side == .atMost ? "<=" : ">="
        let branches = bands.bands.map { "WHEN \(value) \(comparison) \($0.bound) THEN \(number($0.score))" as SQL }
        return "(CASE \(branches.joined(separator: " ")) ELSE \(number(RFMBands.scores.lowerBound)) END)"
    }

    /// The segment of a row with the columns `r`, `f`, `m` and `orders_ever` of `s`.
    var segment: SQL {
        let branches = RFMSegmentRule.table.map { rule in
            "WHEN \(rule.anyOf.map(block).joined(separator: " OR ")) THEN \(text(rule.segment.rawValue))" as SQL
        }
        return "(CASE \(branches.joined(separator: " ")) END)"
    }

    private func block(_ block: RFMCellBlock) -> SQL {
        let conditions: [SQL?] = [
            range("s.r", block.r), range("s.f", block.f), range("s.m", block.m),
            block.requiresSingleOrder ? "s.orders_ever = 1" : nil,
        ]
        return "(\(conditions.compactMap { $0 }.joined(separator: " AND ")))"
    }

    private func range(_ column: SQL, _ scores: ClosedRange<Int>) -> SQL {
        "\(column) BETWEEN \(number(scores.lowerBound)) AND \(number(scores.upperBound))"
    }

    /// The first later day on which a row with the columns `r`, `last_day`, `first_day` and `next_day` of `s` changes by
    /// itself, as ``RFMScore/nextChangeOn``; NULL when none.
    func nextChange(_ dialect: Dialect) -> SQL {
        let branches = scorer.recency.bands.map { "WHEN \(number($0.score)) THEN s.last_day + \($0.bound) + 1" as SQL }
        let recency: SQL = "coalesce(CASE s.r \(branches.joined(separator: " ")) END, \(never))"
        let window: SQL = "coalesce(s.first_day + \(scorer.windowDays), \(never))"
        let order: SQL = "coalesce(s.next_day, \(never))"
        return "nullif(\(dialect.least(dialect.least(recency, window), order)), \(never))"
    }

    /// Later than any day.
    private var never: SQL { SQL(unsafeText: "9999999999") }

    /// The rules' own constants stand in the text, so that the statement is prepared once.
    private func number(_ value: Int) -> SQL { SQL(unsafeText: String(value)) }
    private func text(_ value: String) -> SQL { SQL(unsafeText: "'\(value)'") }
}
