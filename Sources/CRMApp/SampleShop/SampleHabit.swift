/// A way of buying: customers of one habit differ by a gamma distributed rate and a beta distributed chance of leaving
/// after each order, as in the BG/NBD family of models.
struct SampleHabit {
    let kind: SampleCustomer.Kind
    /// Share of the customers.
    let weight: Double
    /// Of the gamma distribution of rates: the smaller, the more the customers differ.
    let rateShape: Double
    /// Mean of the rates.
    let ordersPerYear: Double
    /// Of the beta distribution of the chance to leave after an order.
    let leave: (a: Double, b: Double)
    /// Further lines in a basket beyond the first, on average.
    let furtherLines: Double
    /// Cases of a product in a wholesale line; nil for those who buy by the piece.
    let casePieces: ClosedRange<Int>?
    /// How much more likely products of twice the price are, against their popularity: 0 not at all.
    let priceAppetite: Double

    static let all = [
        // Passers-by: gifts, a first try, now and then.
        SampleHabit(
            kind: .retail, weight: 48, rateShape: 0.9, ordersPerYear: 3, leave: (0.9, 1.3), furtherLines: 1.1,
            casePieces: nil, priceAppetite: 0.1),
        // Households that drink what they buy and come again.
        SampleHabit(
            kind: .retail, weight: 27, rateShape: 2, ordersPerYear: 9, leave: (0.8, 8), furtherLines: 1.7,
            casePieces: nil, priceAppetite: 0.1),
        // Enthusiasts with good grinders and better kettles.
        SampleHabit(
            kind: .retail, weight: 7, rateShape: 4, ordersPerYear: 24, leave: (0.8, 20), furtherLines: 2.4,
            casePieces: nil, priceAppetite: 0.45),
        // Cafés, offices, guest houses.
        SampleHabit(
            kind: .wholesale, weight: 14, rateShape: 1.6, ordersPerYear: 8, leave: (0.8, 13), furtherLines: 2.2,
            casePieces: 8...28, priceAppetite: 0.2),
        SampleHabit(
            kind: .distributor, weight: 4, rateShape: 2, ordersPerYear: 4.5, leave: (0.8, 14), furtherLines: 3.2,
            casePieces: 16...60, priceAppetite: 0.2),
    ]
}
