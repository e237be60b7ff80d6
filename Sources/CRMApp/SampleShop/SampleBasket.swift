import CRMCore

/// What one customer is inclined to buy.
struct SampleBasket {
    private let habit: SampleHabit
    private let currency: Currency
    /// How likely each product of the catalogue is, beside the others.
    private let inclination: [Double]

    /// How much more often a favourite category is bought.
    private static let favouriteFactor = 2.5
    /// The price at which ``SampleHabit/priceAppetite`` neither favours nor hinders a product.
    private static let neutralPrice = 2000.0
    /// Nobody pays postage for less, in hundredths.
    private static let leastValueInHundredths: Int64 = 2000
    private static let maximumLines = 8
    /// From this price on, in hundredths, one piece is enough.
    private static let durablePrice: Int64 = 2500
    private static let giftFactors = [0.4, 0.8, 0.5, 0.5, 0.9, 0.6, 0.4, 0.4, 0.5, 1, 3.5, 5]

    init(habit: SampleHabit, favourite: SampleProduct.Category, currency: Currency) {
        self.habit = habit
        self.currency = currency
        inclination = SampleProduct.catalogue.map { product in
            guard habit.casePieces == nil || product.isWholesale else { return 0 }
            let price = Double(product.priceInHundredths) / SampleBasket.neutralPrice
            let taste = product.category == favourite ? SampleBasket.favouriteFactor : 1
            return product.popularity * taste * SampleMath.exp(habit.priceAppetite * SampleMath.log(price))
        }
    }

    /// One line a product, at least one.
    func lines(on day: CalendarDay, random: inout SampleRandom) -> [SampleOrderLine] {
        let giftFactor = SampleBasket.giftFactors[day.civil.month - 1]
        var weights = inclination
        for (index, product) in SampleProduct.catalogue.enumerated() where product.category == .gifts {
            weights[index] *= giftFactor
        }
        let count = 1 + random.geometric(mean: habit.furtherLines, limit: SampleBasket.maximumLines - 1)
        var lines: [SampleOrderLine] = []
        var value: Int64 = 0
        while lines.count < count || (value < leastValue && lines.count < SampleBasket.maximumLines) {
            let index = random.weightedIndex(weights)
            weights[index] = 0
            let line = line(for: SampleProduct.catalogue[index], random: &random)
            value += line.amount
            lines.append(line)
        }
        return lines
    }

    private var leastValue: Int64 { minorUnits(SampleBasket.leastValueInHundredths) }

    private func line(for product: SampleProduct, random: inout SampleRandom) -> SampleOrderLine {
        let price = product.priceInHundredths * (100 - discountPercent) / 100
        return SampleOrderLine(
            sku: product.sku, name: product.name, category: product.category.rawValue,
            quantity: quantity(of: product, random: &random), unitPrice: minorUnits(price))
    }

    private var discountPercent: Int64 {
        switch habit.kind {
        case .retail: 0
        case .wholesale: 20
        case .distributor: 30
        }
    }

    private func quantity(of product: SampleProduct, random: inout SampleRandom) -> Int {
        if let pieces = habit.casePieces { return random.integer(in: pieces) }
        if product.priceInHundredths >= SampleBasket.durablePrice { return 1 }
        return 1 + random.geometric(mean: 0.4, limit: 3)
    }

    private func minorUnits(_ hundredths: Int64) -> Int64 {
        SampleProduct.minorUnits(hundredths, in: currency)
    }
}

extension SampleProduct {
    /// The retail price in minor units.
    func price(in currency: Currency) -> Int64 { SampleProduct.minorUnits(priceInHundredths, in: currency) }

    /// A currency without decimals takes the hundredths as whole units: 9.50 becomes ¥950.
    fileprivate static func minorUnits(_ hundredths: Int64, in currency: Currency) -> Int64 {
        currency.decimals > 2 ? hundredths * 10 : hundredths
    }
}
