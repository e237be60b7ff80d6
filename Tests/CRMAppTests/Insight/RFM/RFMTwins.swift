import CRMApp
import CRMCommerce
import CRMCore
import CRMDatabase
import CRMInsight
import CRMPlatform
import CRMScience
import CRMTesting
import Testing

/// Two accounts that hear of the same orders: one is scored by daily runs, the other by runs over all customers.
struct RFMTwins {
    let shop: TestShop

    /// Records orders for both; each entry is an order as a caller of the API would send it.
    func record(_ orders: [JSON]) async throws {
        for account in [shop.account, shop.other] {
            for batch in stride(from: 0, to: orders.count, by: 2_000) {
                let part = Array(orders[batch..<min(batch + 2_000, orders.count)])
                try await shop.shop.workplace.write(account) { work in
                    for outcome in try OrderBook(work).record(part.map { try Self.order($0) }) {
                        if case .rejected(let error) = outcome { throw error }
                    }
                }
            }
        }
    }

    private static func order(_ json: JSON) throws -> OrderInput {
        let sink = ErrorSink()
        guard let input = Codec<OrderInput>.object(OrderInput.self).decode(json, "", sink) else {
            throw InvalidRequest(sink.errors)
        }
        return input
    }

    func save(_ thresholds: RFMThresholds, mode: RFMMode = .thresholds) async throws {
        for account in [shop.account, shop.other] {
            try await shop.shop.workplace.write(account) { work in
                try RFMSettings(work).save(thresholds, mode: mode)
            }
        }
    }

    /// Runs both; gives how many customers each visited and how long it took.
    func run() async throws -> (daily: (visited: Int, time: Duration), full: (visited: Int, time: Duration)) {
        let clock = ContinuousClock()
        var visited = (daily: 0, full: 0)
        let daily = try await clock.measure {
            visited.daily = try await shop.shop.runRFM(shop.account, asOf: nil).visited
        }
        let full = try await clock.measure {
            visited.full = try await shop.shop.runRFM(shop.other, asOf: nil, full: true).visited
        }
        return ((visited.daily, daily), (visited.full, full))
    }

    /// Runs the daily run alone, and on days of the full run that too.
    func run(
        full isFullDay: Bool
    ) async throws -> (daily: (visited: Int, time: Duration), full: (visited: Int, time: Duration)) {
        guard !isFullDay else { return try await run() }
        var visited = 0
        let time = try await ContinuousClock().measure {
            visited = try await shop.shop.runRFM(shop.account, asOf: nil).visited
        }
        return ((visited, time), (0, .zero))
    }

    /// Every figure of both accounts' scores must be equal, whenever each was computed.
    func expectEqualFigures(_ comment: String) async throws {
        let scores = try await (figures(of: shop.account), figures(of: shop.other))
        #expect(scores.0.count == scores.1.count, "\(comment)")
        let different = zip(scores.0, scores.1).first { $0 != $1 }
        #expect(different == nil, "\(comment): by daily runs \(different?.0 ?? ""), by full ones \(different?.1 ?? "")")
    }

    private func figures(of account: Account) async throws -> [String] {
        let columns = Self.scoreColumns.filter { !["as_of_day", "segment_changed_at", "calculated_at"].contains($0) }
        let numbers = columns.map { "s.\($0)" }.joined(separator: ", ")
        return try await lines(
            """
            SELECT i.external_id, s.rfm_segment, \(unsafeText: numbers)
            FROM customer_rfm_scores AS s
            JOIN customer_identities AS i ON i.user_id = s.user_id AND i.customer_id = s.customer_id AND i.is_primary
            WHERE s.user_id = \(account.key)
            ORDER BY i.external_id
            """, texts: 2, numbers: columns.count, account)
    }

    /// Every column of both accounts' scores and of their history must be equal.
    func expectEqual(_ comment: String) async throws {
        let scores = try await (scores(of: shop.account), scores(of: shop.other))
        #expect(scores.0.count == scores.1.count, "\(comment)")
        let different = zip(scores.0, scores.1).first { $0 != $1 }
        #expect(different == nil, "\(comment): by daily runs \(different?.0 ?? ""), by full ones \(different?.1 ?? "")")
        let history = try await (history(of: shop.account), history(of: shop.other))
        #expect(history.0.count == history.1.count, "\(comment)")
        let other = zip(history.0, history.1).first { $0 != $1 }
        #expect(other == nil, "\(comment): by daily runs \(other?.0 ?? ""), by full ones \(other?.1 ?? "")")
    }

    private static let scoreColumns = [
        "recency_score", "frequency_score", "monetary_score", "rfm_score", "as_of_day", "last_order_day",
        "first_order_day", "order_count", "total_spent", "orders_ever", "spent_ever", "next_change_on",
        "segment_changed_at", "calculated_at",
    ]

    private func scores(of account: Account) async throws -> [String] {
        let numbers = Self.scoreColumns.map { "s.\($0)" }.joined(separator: ", ")
        return try await lines(
            """
            SELECT i.external_id, s.rfm_segment, s.previous_segment, s.change_reason, \(unsafeText: numbers)
            FROM customer_rfm_scores AS s
            JOIN customer_identities AS i ON i.user_id = s.user_id AND i.customer_id = s.customer_id AND i.is_primary
            WHERE s.user_id = \(account.key)
            ORDER BY i.external_id
            """, texts: 4, numbers: Self.scoreColumns.count, account)
    }

    func history(of account: Account) async throws -> [String] {
        try await lines(
            """
            SELECT i.external_id, h.from_segment, h.to_segment, h.reason, h.changed_at, h.as_of_day, h.rfm_score
            FROM customer_rfm_history AS h
            JOIN customer_identities AS i ON i.user_id = h.user_id AND i.customer_id = h.customer_id AND i.is_primary
            WHERE h.user_id = \(account.key)
            ORDER BY i.external_id, h.changed_at
            """, texts: 4, numbers: 3, account)
    }

    private func lines(_ sql: SQL, texts: Int, numbers: Int, _ account: Account) async throws -> [String] {
        try await shop.shop.workplace.read(account) { work in
            try work.session.all(sql) { row in
                var words: [String] = []
                for _ in 0..<texts { words.append(try row.read(String?.self) ?? "-") }
                for _ in 0..<numbers { words.append(try row.read(Int64?.self).map(String.init) ?? "-") }
                return words.joined(separator: " ")
            }
        }
    }
}

/// An order of the tests, with its latest state.
struct RFMTestOrder {
    let id: String
    var customer: String
    var day: CalendarDay
    var cents: Int64
    var status = "paid"

    /// Each telling has a later version.
    func json(version: Int) -> JSON {
        [
            "orderId": .string(id), "customerId": .string(customer), "placedAt": .string("\(day.iso)T10:00:00Z"),
            "updatedAt": .string(Instant(milliseconds: 1_000_000_000_000 + Int64(version) * 1_000).rfc3339),
            "status": .string(status), "total": .number("\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"),
        ]
    }
}
