/// What a purchase of a customer is worth on average: the Gamma-Gamma model (Fader and Hardie 2013) over all purchases
/// with a value above zero.
package struct OrderValueModel: Sendable, Hashable {
    /// Shape of the values of one customer's purchases.
    package let p: Double
    /// Shape of the spread over customers; above 1.
    package let q: Double
    /// The mean over customers, p·γ/(q − 1), in whatever unit the values have.
    package let populationMean: Double

    package init(p: Double, q: Double, populationMean: Double) {
        self.p = p
        self.q = q
        self.populationMean = populationMean
    }

    /// What speaks until an account has a fit of its own: the shapes of the CDNOW sample as Fader and Hardie publish them,
    /// which have no unit, around the account's own mean.
    package static func prior(populationMean: Double) -> OrderValueModel {
        OrderValueModel(p: 6.25, q: 3.74, populationMean: populationMean)
    }

    /// E[M | z, n]: between the customer's own mean and that of all, nearer to their own the more purchases there are.
    package func expectedValue(mean: Double, purchases: Int) -> Double {
        guard purchases > 0 else { return populationMean }
        let weight = p * Double(purchases) / (p * Double(purchases) + q - 1)
        return weight * mean + (1 - weight) * populationMean
    }
}
