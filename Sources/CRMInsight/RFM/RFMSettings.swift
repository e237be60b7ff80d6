import CRMCore
import CRMDatabase
package import CRMPlatform
package import CRMScience

/// The account's thresholds.
package struct RFMSettings {
    private let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    /// The thresholds in force; the standard ones until the account has set its own.
    package func thresholds() throws -> RFMThresholds { try read("") }

    /// The same as they stay until this transaction changes them: two who change a part each do not undo each other's.
    func lockedThresholds() throws -> RFMThresholds {
        let thresholds = try read(work.session.dialect.forUpdate)
        // What is not there cannot be locked, but made.
        if work.session.dialect.hasConcurrentWriters, thresholds == .standard {
            try insert(thresholds, orElse: "NOTHING")
            return try read(work.session.dialect.forUpdate)
        }
        return thresholds
    }

    private func read(_ lock: SQL) throws -> RFMThresholds {
        let saved = try work.session.first(
            """
            SELECT window_days, recency_days, frequency_orders, monetary_amounts
            FROM rfm_settings
            WHERE user_id = \(work.account.key)\(lock)
            """
        ) { row in
            try RFMThresholds(
                windowDays: row.read(), recencyDays: Self.integers(row.read()),
                frequencyOrders: Self.integers(row.read()), monetaryAmounts: Self.numbers(row.read()))
        }
        return saved ?? .standard
    }

    /// Saves thresholds; scores follow with the next computation.
    package func save(_ thresholds: RFMThresholds) throws {
        try insert(
            thresholds,
            orElse: """
                UPDATE
                SET window_days = excluded.window_days,
                    recency_days = excluded.recency_days,
                    frequency_orders = excluded.frequency_orders,
                    monetary_amounts = excluded.monetary_amounts,
                    updated_at = excluded.updated_at
                """)
    }

    private func insert(_ thresholds: RFMThresholds, orElse action: SQL) throws {
        let amounts = thresholds.monetaryAmounts.map(\.plain).joined(separator: " ")
        try work.session.execute(
            """
            INSERT INTO rfm_settings (user_id, window_days, recency_days, frequency_orders, monetary_amounts, updated_at)
            VALUES (\(work.account.key), \(thresholds.windowDays), \(Self.text(thresholds.recencyDays)),
                \(Self.text(thresholds.frequencyOrders)), \(amounts), \(work.now))
            ON CONFLICT (user_id) DO \(action)
            """)
    }

    private static func text(_ integers: [Int]) -> String { integers.map(String.init).joined(separator: " ") }
    private static func integers(_ text: String) -> [Int] { text.split(separator: " ").compactMap { Int($0) } }
    private static func numbers(_ text: String) -> [DecimalNumber] {
        text.split(separator: " ").compactMap { DecimalNumber($0) }
    }
}

extension RFMThresholds {
    /// The same thresholds over another window.
    func with(windowDays: Int) throws(InvalidRFMThresholds) -> RFMThresholds {
        try RFMThresholds(
            windowDays: windowDays, recencyDays: recencyDays, frequencyOrders: frequencyOrders,
            monetaryAmounts: monetaryAmounts)
    }
}

/// Thresholds in an answer and in a request.
struct ThresholdsView: JSONObjectEncodable {
    let thresholds: RFMThresholds

    static let typeName = "RFMThresholds"

    static let fields: [OutputField<ThresholdsView>] = [
        OutputField("windowDays", "Calendar days that count for frequency and value.") { $0.thresholds.windowDays },
        OutputField("recencyDays", "Most days since the last order for the scores 5, 4, 3, 2.") {
            $0.thresholds.recencyDays
        },
        OutputField("frequencyOrders", "Fewest orders for the scores 2, 3, 4, 5.") { $0.thresholds.frequencyOrders },
        OutputField("monetaryAmounts", "Least value for the scores 2, 3, 4, 5, in the account's currency.") {
            $0.thresholds.monetaryAmounts
        },
    ]
}
