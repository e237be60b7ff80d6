import Foundation

/// Models of purchases in which a customer buys at a rate of their own and is lost after a purchase with a probability of
/// their own: rates are gamma distributed over customers (shape r, rate alpha), those probabilities beta (a, b).
package struct BetaGeometricNBD: Sendable, Hashable {
    package let r: Double
    /// In weeks.
    package let alpha: Double
    package let a: Double
    package let b: Double
    package let dropout: Dropout

    /// After which purchases a customer can be lost.
    package enum Dropout: Sendable, Hashable {
        /// After repeat purchases only: BG/NBD (Fader, Hardie and Lee 2005).
        case repeats
        /// After the first one too: MBG/NBD (Batislam, Denizel and Filiztekin 2007).
        case everyPurchase
    }

    package init(r: Double, alpha: Double, a: Double, b: Double, dropout: Dropout = .everyPurchase) {
        self.r = r
        self.alpha = alpha
        self.a = a
        self.b = b
        self.dropout = dropout
    }

    /// What speaks until an account has a fit of its own: the MBG/NBD of the CDNOW sample, as BTYDplus publishes it.
    package static let prior = BetaGeometricNBD(r: 0.525, alpha: 6.183, a: 0.891, b: 1.614)

    /// 1 where the first purchase can be the last, 0 where it cannot.
    var m: Double { dropout == .everyPurchase ? 1 : 0 }

    /// The probability that the customer is not lost yet.
    package func aliveProbability(_ summary: PurchaseSummary) -> Double {
        guard dropout == .everyPurchase || summary.repeats > 0 else { return 1 }
        let x = Double(summary.repeats)
        let odds =
            log(a) - log(b + x - 1 + m) + (r + x) * (log(alpha + summary.age) - log(alpha + summary.lastPurchase))
        return 1 / (1 + exp(odds))
    }

    /// The probability that the customer buys nothing in the coming weeks: lost already, or silent for so long.
    package func noPurchaseProbability(_ summary: PurchaseSummary, weeks: Double) -> Double {
        let x = Double(summary.repeats)
        let silent = (r + x) * (log(alpha + summary.age) - log(alpha + summary.age + weeks))
        return min(1, max(0, 1 + aliveProbability(summary) * expm1(silent)))
    }

    /// Purchases a week that the customer's own history speaks for, as long as they are not lost: the posterior mean of
    /// the rate.
    package func purchaseRate(_ summary: PurchaseSummary) -> Double {
        (r + Double(summary.repeats)) / (alpha + summary.age)
    }
}
