import Foundation
import Testing

@testable import CRMScience

/// Published figures of single customers, with the fits of the CDNOW sample.
@Suite struct BetaGeometricNBDTests {
    static let fitted = BetaGeometricNBD(r: 0.5248432, alpha: 6.1830858, a: 0.8913594, b: 1.6140018)
    static let repeatsOnly = BetaGeometricNBD(
        r: 0.2425945, alpha: 4.4136017, a: 0.7929220, b: 2.4259066, dropout: .repeats)
    private static let weeks = 39.0

    struct Known: Sendable {
        let summary: PurchaseSummary
        let model: BetaGeometricNBD
        let purchases: Double
        let alive: Double

        init(_ x: Int, _ last: Double, _ age: Double, _ model: BetaGeometricNBD, _ purchases: Double, _ alive: Double) {
            summary = PurchaseSummary(repeats: x, lastPurchase: last, age: age)
            self.model = model
            self.purchases = purchases
            self.alive = alive
        }
    }

    static let known = [
        Known(2, 30.43, 38.86, repeatsOnly, 1.225907, 0.726609), Known(2, 30.43, 38.86, fitted, 1.262669, 0.706126),
        Known(26, 30.86, 31, repeatsOnly, 20.750276, 0.968919), Known(26, 30.86, 31, fitted, 19.447980, 0.965553),
        Known(7, 29.43, 38.86, repeatsOnly, 3.337186, 0.641795), Known(7, 29.43, 38.86, fitted, 3.166799, 0.622639),
        Known(0, 0, 38.86, repeatsOnly, 0.194782, 1), Known(0, 0, 38.86, fitted, 0.153954, 0.389715),
    ]

    @Test(arguments: known)
    func `single customers get the published figures`(_ known: Known) {
        let purchases = known.model.expectedPurchases(known.summary, weeks: Self.weeks)
        #expect(abs(purchases - known.purchases) < 1e-5, "\(purchases)")
        let alive = known.model.aliveProbability(known.summary)
        #expect(abs(alive - known.alive) < 1e-5, "\(alive)")
    }

    /// The definition, E[(1 − exp(−λpt)) / p] with λ integrated out, by Simpson's rule: slow and plain.
    private func quadrature(_ model: BetaGeometricNBD, _ summary: PurchaseSummary, weeks: Double) -> Double {
        let (shape, rate) = (model.r + Double(summary.repeats), model.alpha + summary.age)
        let b = model.b + Double(summary.repeats) + model.m
        // p = v^power takes the singularity at zero away where a < 1.
        let power = max(1, 1 / model.a)
        let steps = 200_000
        var (above, below) = (0.0, 0.0)
        for step in 0...steps {
            let v = (Double(step) + (step == 0 ? 1e-12 : 0)) / Double(steps)
            let p = pow(v, power)
            let weight =
                (step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4.0 : 2.0)
                * pow(v, power * model.a - 1) * pow(1 - min(p, 1), b - 1)
            let silent = p < 1e-300 ? shape * weeks / rate : -expm1(-shape * log1p(p * weeks / rate)) / p
            above += weight * silent
            below += weight
        }
        return model.aliveProbability(summary) * above / below
    }

    @Test func `the stable form agrees with the definition where the papers' form fails`() {
        let odd = [
            (BetaGeometricNBD(r: 0.5, alpha: 6, a: 1, b: 1.7), PurchaseSummary(repeats: 3, lastPurchase: 20, age: 30)),
            (BetaGeometricNBD(r: 0.5, alpha: 6, a: 0.3, b: 0.2), PurchaseSummary(repeats: 1, lastPurchase: 5, age: 30)),
            (BetaGeometricNBD(r: 0.5, alpha: 6, a: 2.5, b: 4), PurchaseSummary(repeats: 40, lastPurchase: 30, age: 31)),
            (BetaGeometricNBD(r: 2, alpha: 3, a: 0.9, b: 1.6), PurchaseSummary(repeats: 0, lastPurchase: 0, age: 0)),
        ]
        for (model, summary) in odd {
            for weeks in [1.0, 13, 52] {
                let exact = quadrature(model, summary, weeks: weeks)
                let value = model.expectedPurchases(summary, weeks: weeks)
                #expect(abs(value - exact) < 1e-6 * max(1, exact), "\(model), \(weeks): \(value) for \(exact)")
            }
        }
    }

    @Test func `frequent buyers, tiny a and a sum of shapes below one overflow nothing`() {
        let frequent = PurchaseSummary(repeats: 1_000, lastPurchase: 142, age: 142.5)
        let expected = Self.fitted.expectedPurchases(frequent, weeks: 52)
        #expect(expected > 250 && expected < 366, "\(expected)")
        for (a, b) in [(1e-6, 2.0), (860, 2_199), (0.4, 0.6), (0.2, 0.1), (1, 1)] {
            let model = BetaGeometricNBD(r: 0.5, alpha: 6, a: a, b: b)
            for summary in [frequent, PurchaseSummary(repeats: 0, lastPurchase: 0, age: 10)] {
                let values = [4.0, 26, 52].map { model.expectedPurchases(summary, weeks: $0) }
                #expect(values.allSatisfy { $0.isFinite && $0 >= 0 }, "a \(a), b \(b): \(values)")
                #expect(values == values.sorted(), "more time, no fewer purchases")
            }
        }
        let repeats = BetaGeometricNBD(r: 0.5, alpha: 6, a: 0.4, b: 0.6, dropout: .repeats)
        let one = repeats.expectedPurchases(PurchaseSummary(repeats: 0, lastPurchase: 0, age: 10), weeks: 20)
        #expect(one.isFinite && one > 0, "a + b = 1 is 0/0 in the papers' form: \(one)")
    }

    @Test func `the risk of no purchase lies in 0 to 1, falls with time and is never that of being lost`() {
        for repeats in [0, 1, 5, 200] {
            for silence in [0.0, 4, 40, 400] {
                let summary = PurchaseSummary(repeats: repeats, lastPurchase: 30, age: 30 + silence)
                let risks = [0.0, 1, 13, 52, 5_200].map {
                    BetaGeometricNBD.prior.noPurchaseProbability(summary, weeks: $0)
                }
                #expect(risks.allSatisfy { (0...1).contains($0) })
                #expect(risks == risks.sorted(by: >), "\(risks)")
                #expect(abs(risks[0] - 1) < 1e-12, "nobody buys in no time")
                let lost = 1 - BetaGeometricNBD.prior.aliveProbability(summary)
                #expect(risks.allSatisfy { $0 >= lost - 1e-12 })
            }
        }
    }

    @Test func `a year of a one-time buyer's future is worth what was published`() {
        let summary = PurchaseSummary(repeats: 0, lastPurchase: 0, age: 38.86)
        let future = LifetimeValue(Self.fitted, summary)
        #expect(abs(future.discountedPurchases - 0.185) < 0.002, "\(future.discountedPurchases)")
        #expect(abs(LifetimeValue(Self.repeatsOnly, summary).discountedPurchases - 0.235) < 0.002)
        #expect(future.purchases > future.discountedPurchases)
        #expect(abs(future.purchases - Self.fitted.expectedPurchases(summary, weeks: 52)) < 1e-12)
    }

    @Test func `the value of a purchase moves from everybody's mean to the customer's own`() {
        let model = OrderValueModel.prior(populationMean: 40)
        #expect(model.expectedValue(mean: 0, purchases: 0) == 40)
        let values = [1, 2, 5, 50].map { model.expectedValue(mean: 100, purchases: $0) }
        #expect(values == values.sorted() && values[0] > 40 && values[3] < 100 && values[3] > 99)
        // Fader and Hardie 2013: p 6.25, q 3.74, gamma 15.44: (γ + n z) p / (pn + q − 1).
        let published = OrderValueModel(p: 6.25, q: 3.74, populationMean: 6.25 * 15.44 / 2.74)
        #expect(abs(published.expectedValue(mean: 22.35, purchases: 2) - (15.44 + 2 * 22.35) * 6.25 / 15.24) < 1e-9)
    }
}
