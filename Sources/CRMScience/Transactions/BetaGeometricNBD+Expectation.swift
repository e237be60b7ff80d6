import Foundation

/// The expected number of purchases to come: E[Y(t) | x, t_x, T], by Euler's transformation of the hypergeometric series
/// (DLMF 15.8.1). The form of the papers overflows for frequent buyers and is undefined for a = 1; this one is neither.
extension BetaGeometricNBD {
    /// Purchases that the customer is expected to make in the coming weeks.
    package func expectedPurchases(_ summary: PurchaseSummary, weeks: Double) -> Double {
        aliveProbability(summary) * expectedPurchasesIfAlive(summary, weeks: weeks)
    }

    /// Purchases in the weeks after their first that are expected of a customer of whom nothing else is known.
    package func expectedPurchases(ofNewCustomer weeks: Double) -> Double {
        switch dropout {
        case .repeats: series(rate: alpha, b: b, weeks: weeks)
        case .everyPurchase: b / (a + b) * series(rate: alpha, b: b + 1, weeks: weeks)
        }
    }

    /// The same as ``expectedPurchases(_:weeks:)`` for a customer who is known not to be lost.
    func expectedPurchasesIfAlive(_ summary: PurchaseSummary, weeks: Double) -> Double {
        series(rate: alpha + summary.age, b: b + Double(summary.repeats) + m, weeks: weeks)
    }

    /// E[(1 − exp(−λpt)) / p] for λ ~ Gamma(r + x, `rate`) and p ~ Beta(a, `b`).
    private func series(rate: Double, b posterior: Double, weeks: Double) -> Double {
        guard weeks > 0 else { return 0 }
        let z = weeks / (rate + weeks)
        let logOfRest = -log1p(weeks / rate)
        let c = a + posterior - 1
        // c − (r + x): the x in both cancels, and is left out so that nothing is lost to rounding.
        let first = a + b + m - 1 - r
        let epsilon = a - 1
        var term = first * z
        var sum = term
        var scale = 0.0
        var n = 1.0
        while abs(term) * z > Self.precision * (1 - z) * abs(sum), term != 0 {
            term *= (first + n) * (epsilon + n) / ((c + n) * (n + 1)) * z
            sum += term
            if abs(sum) > Self.largest {
                sum /= Self.largest
                term /= Self.largest
                scale += log(Self.largest)
            }
            n += 1
        }
        let dropped = epsilon == 0 ? -logOfRest : -expm1(epsilon * logOfRest) / epsilon
        return c * dropped - exp(epsilon * logOfRest + scale) * sum
    }

    private static let precision = 1e-17
    /// Sums above it are scaled down.
    private static let largest = 1e200
}
