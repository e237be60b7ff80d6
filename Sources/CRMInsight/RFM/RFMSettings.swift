package import CRMCore
import CRMDatabase
package import CRMPlatform
package import CRMScience

/// How bounds between scores are found.
package enum RFMMode: String, Sendable, Hashable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    /// They are the account's thresholds.
    case thresholds
    /// They part the account's own customers into fifths, anew with each run over all of them.
    case quantiles
}

/// By which rules an account scores.
package struct RFMRules: Sendable, Hashable {
    package let thresholds: RFMThresholds
    package let mode: RFMMode
    /// As the last run over all customers found them.
    package let quantiles: RFMQuantiles

    package static let standard = RFMRules(thresholds: .standard, mode: .thresholds, quantiles: .none)

    package func scorer(_ currency: Currency) -> RFMScorer {
        RFMScorer(thresholds: thresholds, currency: currency, quantiles: mode == .quantiles ? quantiles : .none)
    }
}

/// The account's thresholds.
package struct RFMSettings {
    private let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    /// The thresholds in force; the standard ones until the account has set its own.
    package func thresholds() throws -> RFMThresholds { try rules().thresholds }

    /// The rules in force.
    package func rules() throws -> RFMRules { try saved("") ?? .standard }

    /// The same as they stay until this transaction changes them: two who change a part each do not undo each other's.
    func lockedRules() throws -> RFMRules {
        let lock = work.session.dialect.forUpdate
        if let saved = try saved(lock) { return saved }
        guard work.session.dialect.hasConcurrentWriters else { return .standard }
        // What is not there cannot be locked, but made.
        try insert(.standard, orElse: "NOTHING")
        return try saved(lock) ?? .standard
    }

    private func saved(_ lock: SQL) throws -> RFMRules? {
        try work.session.first(
            """
            SELECT window_days, recency_days, frequency_orders, monetary_amounts, mode, recency_quantiles,
                frequency_quantiles, monetary_quantiles
            FROM rfm_settings
            WHERE user_id = \(work.account.key)\(lock)
            """
        ) { row in
            let thresholds = try RFMThresholds(
                windowDays: row.read(), recencyDays: Self.integers(row.read()),
                frequencyOrders: Self.integers(row.read()), monetaryAmounts: Self.numbers(row.read()))
            return RFMRules(
                thresholds: thresholds, mode: try row.read(),
                quantiles: RFMQuantiles(
                    recency: Self.bounds(try row.read()), frequency: Self.bounds(try row.read()),
                    monetary: Self.bounds(try row.read())))
        }
    }

    /// Saves thresholds and mode; every score is stale until the next run.
    package func save(_ thresholds: RFMThresholds, mode: RFMMode) throws {
        let saved = try rules()
        guard saved.thresholds != thresholds || saved.mode != mode else { return }
        try insert(
            RFMRules(thresholds: thresholds, mode: mode, quantiles: .none),
            orElse: """
                UPDATE
                SET window_days = excluded.window_days,
                    recency_days = excluded.recency_days,
                    frequency_orders = excluded.frequency_orders,
                    monetary_amounts = excluded.monetary_amounts,
                    mode = excluded.mode,
                    updated_at = excluded.updated_at
                """)
        try RFMStore(work).markAll()
        try RFMDaily.catchUp(work)
    }

    private func insert(_ rules: RFMRules, orElse action: SQL) throws {
        let thresholds = rules.thresholds
        let amounts = thresholds.monetaryAmounts.map(\.plain).joined(separator: " ")
        try work.session.execute(
            """
            INSERT INTO rfm_settings (user_id, window_days, recency_days, frequency_orders, monetary_amounts, mode,
                updated_at)
            VALUES (\(work.account.key), \(thresholds.windowDays), \(Self.text(thresholds.recencyDays)),
                \(Self.text(thresholds.frequencyOrders)), \(amounts), \(rules.mode), \(work.now))
            ON CONFLICT (user_id) DO \(action)
            """)
    }

    /// Saves the quantiles that a run over all customers found.
    func save(_ quantiles: RFMQuantiles) throws {
        try work.session.execute(
            """
            UPDATE rfm_settings
            SET recency_quantiles = \(quantiles.recency.map(Self.text)),
                frequency_quantiles = \(quantiles.frequency.map(Self.text)),
                monetary_quantiles = \(quantiles.monetary.map(Self.text))
            WHERE user_id = \(work.account.key)
            """)
    }

    private static func text(_ integers: [some BinaryInteger]) -> String {
        integers.map { String($0) }.joined(separator: " ")
    }
    private static func bounds(_ text: String?) -> [Int64]? { text?.split(separator: " ").compactMap { Int64($0) } }
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
    let rules: RFMRules
    let currency: Currency

    static let typeName = "RFMThresholds"

    static let fields: [OutputField<ThresholdsView>] = [
        OutputField("windowDays", "Calendar days that count for frequency and value.") {
            $0.rules.thresholds.windowDays
        },
        OutputField("recencyDays", "Most days since the last order for the scores 5, 4, 3, 2.") {
            $0.rules.thresholds.recencyDays
        },
        OutputField("frequencyOrders", "Fewest orders for the scores 2, 3, 4, 5.") {
            $0.rules.thresholds.frequencyOrders
        },
        OutputField("monetaryAmounts", "Least value for the scores 2, 3, 4, 5, in the account's currency.") {
            $0.rules.thresholds.monetaryAmounts
        },
        OutputField("mode", "Whether thresholds part the scores or fifths of the account's customers.") {
            $0.rules.mode
        },
        OutputField("quantiles", "The bounds in force in the mode quantiles; null where a threshold stands in.") {
            QuantilesView(quantiles: $0.rules.mode == .quantiles ? $0.rules.quantiles : .none, currency: $0.currency)
        },
    ]
}

/// Quantiles in an answer.
struct QuantilesView: JSONObjectEncodable {
    let quantiles: RFMQuantiles
    let currency: Currency

    static let typeName = "RFMQuantiles"

    static let fields: [OutputField<QuantilesView>] = [
        OutputField("recencyDays") { $0.quantiles.recency?.map { Int($0) } },
        OutputField("frequencyOrders") { $0.quantiles.frequency?.map { Int($0) } },
        OutputField("monetaryAmounts") { view in
            view.quantiles.monetary?.map { Money(minorUnits: $0, currency: view.currency) }
        },
    ]
}
