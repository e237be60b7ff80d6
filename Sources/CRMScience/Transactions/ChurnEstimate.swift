package import CRMCore

/// The churn risk of one customer: the probability that they buy nothing within the horizon.
package struct ChurnEstimate: Sendable, Hashable {
    /// What the model knows of the customer; nil without a purchase.
    package let summary: PurchaseSummary?
    /// 0…1; nil without a purchase, since only a first one makes a customer who can be lost.
    package let risk: Double?
    /// What it rests on, in plain words.
    package let reasons: [String]

    /// Days of history that are looked back over unless told otherwise.
    package static let standardDays = 365
    /// Days of history that it takes to tell a habit.
    package static let leastHistoryDays = 30
    /// The model's name in answers.
    package static let modelName = "MBG/NBD with prior parameters (r 0.525, alpha 6.183 weeks, a 0.891, b 1.614)"

    /// From the days with a purchase in the `window` days up to `asOf`. Whoever bought only before that counts as having
    /// bought once, on the last of those days.
    package init(days: some Sequence<CalendarDay>, asOf: CalendarDay, window: Int, horizonDays: Int) {
        let days = Set(days).filter { $0 <= asOf }.sorted()
        guard let last = days.last, let first = days.first else {
            self.init(summary: nil, risk: nil, reasons: ["No purchase yet: a risk is told from the first one on"])
            return
        }
        let recent = days.filter { asOf.number - $0.number < window }
        let summary = PurchaseSummary(days: recent.isEmpty ? [last] : recent, asOf: asOf)
        let weeks = Double(horizonDays) / PurchaseSummary.daysPerWeek
        var reasons: [String] = []
        let historyDays = asOf.number - first.number
        if historyDays < ChurnEstimate.leastHistoryDays {
            let least = ChurnEstimate.leastHistoryDays
            reasons.append("Only \(Self.days(historyDays)) of history, and it takes \(least) to tell a habit")
        }
        if recent.isEmpty { reasons.append("No purchase within the last \(Self.days(window))") }
        reasons.append(Self.habit(recent.isEmpty ? [last] : recent, asOf: asOf))
        reasons.append("The account has no fit of its own yet: published parameters stand in")
        self.init(
            summary: summary,
            risk: summary.map { BetaGeometricNBD.prior.noPurchaseProbability($0, weeks: weeks) }, reasons: reasons)
    }

    private init(summary: PurchaseSummary?, risk: Double?, reasons: [String]) {
        self.summary = summary
        self.risk = risk
        self.reasons = reasons
    }

    /// How long ago the last purchase was, against the usual gap.
    private static func habit(_ days: [CalendarDay], asOf: CalendarDay) -> String {
        let silence = asOf.number - days[days.count - 1].number
        guard days.count > 1 else { return "Bought on one day only, \(ago(silence))" }
        let gap = Double(days[days.count - 1].number - days[0].number) / Double(days.count - 1)
        let usual = "\(decimal(gap)) days"
        guard Double(silence) > gap else { return "Last bought \(ago(silence)), within the usual gap of \(usual)" }
        return "Last bought \(ago(silence)), \(decimal(Double(silence) / gap)) times the usual gap of \(usual)"
    }

    private static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }
    private static func ago(_ count: Int) -> String { count == 0 ? "today" : "\(days(count)) ago" }

    /// With at most one decimal.
    private static func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
