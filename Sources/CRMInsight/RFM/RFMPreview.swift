package import CRMCore
import CRMDatabase
package import CRMPlatform
package import CRMScience

/// What other rules would do to the account's scores; nothing of it is saved.
package struct RFMPreview: JSONObjectEncodable {
    package let asOf: CalendarDay
    package let movements: RFMMovements
    package let sample: [RFMPreviewedCustomer]
    let rules: ThresholdsView

    package static let typeName = "RFMPreview"

    /// Customers that a preview shows one by one.
    package static let sampleSize = 20

    package static let fields: [OutputField<RFMPreview>] = [
        OutputField("asOf") { $0.asOf },
        OutputField("settings", "The rules as they would be.") { $0.rules },
        OutputField("changed", "Customers whose segment would change.") { $0.movements.moved },
        OutputField("before", "Customers of each segment as saved.") { $0.movements.before },
        OutputField("after", "Customers of each segment as they would be.") { $0.movements.after },
        OutputField("movements", "Customers by segment as saved, then by segment as it would be.") { $0.movements },
        OutputField("sample", "Some customers whose segment would change, at most 20.") { $0.sample },
    ]
}

/// A customer whom other rules would move.
package struct RFMPreviewedCustomer: JSONObjectEncodable {
    package let customerID: CustomerID
    package let from: RFMSegment?
    package let to: RFMSegment?
    package let rfmScore: Int?
    package let newRFMScore: Int?

    package static let typeName = "RFMPreviewedCustomer"

    package static let fields: [OutputField<RFMPreviewedCustomer>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("from", "The segment as saved; null for none.") { $0.from },
        OutputField("to", "The segment as it would be.") { $0.to },
        OutputField("rfmScore", "The score as saved; null for none.") { $0.rfmScore },
        OutputField("newRfmScore", "The score as it would be.") { $0.newRFMScore },
    ]
}

extension RFMScoring {
    /// Computes what the rules would do as of today. From the saved facts when the window stays, or else from the orders;
    /// quantiles are those of the saved facts.
    package func preview(_ thresholds: RFMThresholds, mode: RFMMode) throws -> RFMPreview {
        let day = work.today
        let rules = RFMRules(
            thresholds: thresholds, mode: mode, quantiles: mode == .quantiles ? try store.quantiles(asOf: day) : .none)
        let scorer = rules.scorer(work.account.currency)
        let saved = try self.rules().thresholds.windowDays == thresholds.windowDays
        let run = RFMComputation(asOf: .day(day), scorer: scorer, customers: .everyone, otherwise: .thresholds)
        let compared = store.compared(scorer, asOf: day, facts: saved ? store.savedFacts : try store.facts(run))
        return RFMPreview(
            asOf: day, movements: try store.movements(compared), sample: try store.sample(compared),
            rules: ThresholdsView(rules: rules, currency: work.account.currency))
    }
}

extension RFMStore {
    /// The facts as the scores hold them, in the shape of ``facts(_:)``.
    fileprivate var savedFacts: SQL {
        """
        SELECT s.customer_id, s.last_order_day AS last_day, s.order_count AS orders, s.total_spent AS spent,
            s.orders_ever
        FROM customer_rfm_scores AS s
        WHERE s.user_id = \(account)
        """
    }

    /// Each customer's segment as saved and as it would be.
    fileprivate func compared(_ scorer: RFMScorer, asOf day: CalendarDay, facts: SQL) -> SQL {
        let sql = RFMSQL(scorer: scorer)
        return """
            SELECT s.customer_id, coalesce(o.rfm_segment, 'none') AS old_segment, \(sql.segment) AS new_segment,
                o.rfm_score AS old_score, 100 * s.r + 10 * s.f + s.m AS new_score
            FROM (
                SELECT f.customer_id, f.orders_ever, \(sql.recency(days: "\(day) - f.last_day")) AS r,
                    \(sql.frequency(orders: "f.orders")) AS f, \(sql.monetary(value: "f.spent")) AS m
                FROM (\(facts)) AS f
            ) AS s
            LEFT JOIN customer_rfm_scores AS o ON o.user_id = \(account) AND o.customer_id = s.customer_id
            """
    }

    fileprivate func movements(_ compared: SQL) throws -> RFMMovements {
        var movements = RFMMovements()
        try session.forEach(
            """
            SELECT c.old_segment, c.new_segment, count(*)
            FROM (\(compared)) AS c
            GROUP BY c.old_segment, c.new_segment
            """
        ) { row in movements[try row.read(), try row.read()] = try row.read() }
        return movements
    }

    fileprivate func sample(_ compared: SQL) throws -> [RFMPreviewedCustomer] {
        try session.all(
            """
            SELECT (
                    SELECT i.external_id
                    FROM customer_identities AS i
                    WHERE i.user_id = \(account) AND i.customer_id = c.customer_id AND i.is_primary
                ), c.old_segment, c.new_segment, c.old_score, c.new_score
            FROM (
                SELECT c.*
                FROM (\(compared)) AS c
                WHERE c.old_segment <> c.new_segment
                ORDER BY c.customer_id
                LIMIT \(RFMPreview.sampleSize)
            ) AS c
            ORDER BY c.customer_id
            """
        ) { row in
            RFMPreviewedCustomer(
                customerID: try row.read(), from: try row.read(RFMStanding.self).segment,
                to: try row.read(RFMStanding.self).segment, rfmScore: try row.read(), newRFMScore: try row.read())
        }
    }
}
