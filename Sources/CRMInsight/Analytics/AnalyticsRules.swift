import CRMCore
import CRMPlatform
import CRMScience

/// What the figures of all customers of an account are made with.
struct AnalyticsRules {
    let account: Account
    let asOf: CalendarDay
    let horizonDays: Int
    /// The mean value of an order over all customers, in minor units; nil before the first run over all of them.
    let meanOrderValue: Int64?
    /// Predicted values at the ends of the first nineteen twentieths of the customers; nil before such a run.
    let valueBounds: [Int64]?
    /// What scores of activity are measured by.
    var scales = ActivityScales()

    /// The figures of one customer. `band` is that of the figures before.
    func figures(of history: CustomerHistory, after band: HealthBand?) -> CustomerFigures {
        var figures = CustomerFigures(asOf: asOf, totalSpent: account.money(0))
        describe(history, &figures)
        let days = history.purchases.map(\.day)
        let churn = ChurnEstimate(
            days: days, asOf: asOf, window: ChurnEstimate.standardDays, horizonDays: horizonDays)
        figures.churnReasons = churn.reasons
        figures.npsScore = history.signals.npsScore
        var health = HealthScore()
        if let summary = churn.summary {
            figures.churnRisk = churn.risk.map(Self.probability)
            figures.churnModel = ChurnEstimate.modelName
            forecast(summary, history, &figures)
            health.retention = figures.churnRisk.map { 1 - $0 }
            health.value = figures.predictedValue.flatMap { valueRank($0.minorUnits) }
            health.momentum = momentum(summary, days)
        }
        score(history, &figures, &health)
        figures.healthScore = health.total.map(Self.score)
        figures.healthBand = figures.healthScore.map { HealthBand($0, after: band) }
        return figures
    }

    private func describe(_ history: CustomerHistory, _ figures: inout CustomerFigures) {
        let purchases = history.purchases
        figures.totalOrders = purchases.count
        figures.totalSpent = account.money(purchases.reduce(0) { $0 + $1.value })
        let days = Set(purchases.map(\.day))
        guard let first = days.min(), let last = days.max() else { return }
        figures.firstOrderDay = first
        figures.lastOrderDay = last
        let age = max(asOf.number - first.number, Self.frequencyDays)
        figures.purchaseFrequency = Self.rate(Double(purchases.count * Self.frequencyDays) / Double(age))
        if days.count > 1 {
            let gap = Double(last.number - first.number) / Double(days.count - 1)
            figures.averageDaysBetweenOrders = Self.rate(gap)
            figures.expectedNextOrderDay = last.advanced(days: Int(gap.rounded()))
        }
        figures.preferredProducts = StoredList(history.preferredProducts(in: account))
        figures.preferredCategories = StoredList(history.preferredCategories(in: account))
        figures.preferredChannel = history.preferredChannel
        figures.preferredHour = history.preferredHour(in: account.calendar)
    }

    private func forecast(
        _ summary: PurchaseSummary, _ history: CustomerHistory, _ figures: inout CustomerFigures
    ) {
        let model = BetaGeometricNBD.prior
        let future = LifetimeValue(model, summary)
        figures.probabilityAlive = Self.probability(model.aliveProbability(summary))
        figures.predictedOrders = Self.rate(future.purchases)
        let value = (future.discountedPurchases * purchaseValue(history)).rounded()
        figures.predictedValue = account.money(Int64(exactly: value) ?? Money.maximumMinorUnits)
    }

    /// What a purchase of the customer is expected to be worth, in minor units: by the Gamma-Gamma prior around the
    /// account's mean, or their own mean as long as that is not known.
    private func purchaseValue(_ history: CustomerHistory) -> Double {
        let byDay = Dictionary(grouping: history.purchases, by: \.day).values
        let values = byDay.map { day in day.reduce(0) { $0 + Double($1.value) } }.filter { $0 > 0 }
        let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        guard let meanOrderValue, meanOrderValue > 0 else { return mean }
        return OrderValueModel.prior(populationMean: Double(meanOrderValue))
            .expectedValue(mean: mean, purchases: values.count)
    }

    /// The share of the account's customers from whom no more is expected, 0…1.
    private func valueRank(_ value: Int64) -> Double? {
        guard let valueBounds, !valueBounds.isEmpty else { return nil }
        return Double(valueBounds.count { $0 <= value }) / Double(valueBounds.count)
    }

    /// Repeat purchases of late against those that the customer's own rate lets expect.
    private func momentum(_ summary: PurchaseSummary, _ days: [CalendarDay]) -> Double? {
        let isRecent = { (day: CalendarDay) in asOf.number - day.number < HealthScore.momentumDays }
        let first = days.min()
        let purchases = Set(days).count { isRecent($0) && $0 != first }
        let weeks = min(summary.age, Double(HealthScore.momentumDays) / PurchaseSummary.daysPerWeek)
        let expected = BetaGeometricNBD.prior.purchaseRate(summary) * weeks
        return HealthScore.momentum(purchases: purchases, expected: expected)
    }

    private func score(_ history: CustomerHistory, _ figures: inout CustomerFigures, _ health: inout HealthScore) {
        let signals = history.signals.activity
        let purchases = history.purchases.map { Activity(.purchase, on: $0.day) }
        let (engagement, behaviour) = (ActivityScore.engagement, ActivityScore.behaviour)
        figures.engagementActivity = engagement.sum(of: signals, asOf: asOf)
        figures.behavioralActivity = behaviour.sum(
            of: signals.filter { $0.kind != .purchase } + purchases, asOf: asOf)
        figures.engagementScore = figures.engagementActivity
            .map(engagement.scaled(scales.engagement).score).map(Self.score)
        figures.behavioralScore = figures.behavioralActivity
            .map(behaviour.scaled(scales.behaviour).score).map(Self.score)
        health.engagement = figures.engagementScore.map { $0 / 100 }
        let troubles = signals.filter { [.support, .productReturn].contains($0.kind) && $0.day <= asOf }
        health.service = HealthScore.service(
            npsScore: history.signals.npsScore,
            troubles: troubles.isEmpty ? nil : troubles.reduce(0) { $0 + $1.count })
    }

    /// Days that a frequency is told for, and that a first order counts as ago at least.
    private static let frequencyDays = 30

    // Rounded, so that figures that are the same for everybody who reads them are the same in the database.
    private static func probability(_ value: Double) -> Double { rounded(value, 1_000_000) }
    private static func rate(_ value: Double) -> Double { rounded(value, 10_000) }
    private static func score(_ value: Double) -> Double { rounded(value, 10) }
    private static func rounded(_ value: Double, _ parts: Double) -> Double { (value * parts).rounded() / parts }
}
