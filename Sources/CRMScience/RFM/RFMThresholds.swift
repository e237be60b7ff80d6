package import CRMCore

/// Where one score ends and the next begins: a setting of the account.
package struct RFMThresholds: Sendable, Hashable {
    /// How many calendar days count for frequency and monetary value, the day asked about included.
    package let windowDays: Int
    /// The most days since the last order for the scores 5, 4, 3, 2.
    package let recencyDays: [Int]
    /// The fewest orders in the window for the scores 2, 3, 4, 5.
    package let frequencyOrders: [Int]
    /// The least value of the orders in the window for the scores 2, 3, 4, 5, in whole units of the currency.
    package let monetaryAmounts: [DecimalNumber]

    /// A year of history, the table of the product's documentation.
    package static let standard = RFMThresholds(
        uncheckedWindowDays: 365, recencyDays: [30, 60, 90, 180], frequencyOrders: [2, 4, 7, 10],
        monetaryAmounts: [500, 1000, 2500, 5000].compactMap { DecimalNumber(significand: $0, scale: 0) })

    /// Ten years at most.
    package static let windowDaysRange = 1...3653
    /// Zero: ordered on the very day.
    package static let recencyDaysRange = 0...3653
    /// From two on, so that a single order always scores 1.
    package static let frequencyOrdersRange = 2...100_000
    /// In whole units of the currency; an amount is also more than zero.
    package static let maximumMonetaryAmount: Int64 = 1_000_000_000
    /// No currency of ISO 4217 has more decimals.
    package static let maximumMonetaryDecimals = 4

    /// Throws every mistake at once.
    package init(
        windowDays: Int, recencyDays: [Int], frequencyOrders: [Int], monetaryAmounts: [DecimalNumber]
    ) throws(InvalidRFMThresholds) {
        self.init(
            uncheckedWindowDays: windowDays, recencyDays: recencyDays, frequencyOrders: frequencyOrders,
            monetaryAmounts: monetaryAmounts)
        let mistakes = mistakes
        guard mistakes.isEmpty else { throw InvalidRFMThresholds(fields: mistakes) }
    }

    private init(
        uncheckedWindowDays windowDays: Int, recencyDays: [Int], frequencyOrders: [Int],
        monetaryAmounts: [DecimalNumber]
    ) {
        self.windowDays = windowDays
        self.recencyDays = recencyDays
        self.frequencyOrders = frequencyOrders
        self.monetaryAmounts = monetaryAmounts
    }

    /// The monetary bounds of the scores 2, 3, 4, 5 in minor units. A bound between two minor units becomes the upper
    /// one: the same amounts reach it.
    package func monetaryMinorUnits(in currency: Currency) -> [Int64] {
        monetaryAmounts.map { amount in
            let shift = currency.decimals - amount.scale
            guard shift < 0 else { return amount.significand * powerOfTen(shift) }
            let (quotient, remainder) = amount.significand.quotientAndRemainder(dividingBy: powerOfTen(-shift))
            return quotient + (remainder > 0 ? 1 : 0)
        }
    }

    private func powerOfTen(_ exponent: Int) -> Int64 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}

/// Thresholds that cannot be: each field at fault is named.
package struct InvalidRFMThresholds: DomainError, Hashable {
    package let fields: [FieldError]

    package var kind: DomainErrorKind { .invalid }
    package var code: String { "rfm.invalid_thresholds" }
    package var detail: String { "The RFM thresholds are not valid." }
}

extension RFMThresholds {
    private var mistakes: [FieldError] {
        var mistakes: [FieldError] = []
        if !RFMThresholds.windowDaysRange.contains(windowDays) {
            mistakes.append(.outOfRange("/windowDays", RFMThresholds.windowDaysRange.words))
        }
        mistakes += boundMistakes(of: recencyDays, in: RFMThresholds.recencyDaysRange, at: "/recencyDays")
        mistakes += boundMistakes(of: frequencyOrders, in: RFMThresholds.frequencyOrdersRange, at: "/frequencyOrders")
        mistakes += monetaryMistakes
        return mistakes
    }

    private func boundMistakes(of values: [Int], in range: ClosedRange<Int>, at pointer: String) -> [FieldError] {
        boundMistakes(
            of: values.map { range.contains($0) ? Int64($0) : nil }, at: pointer, expected: range.words)
    }

    private var monetaryMistakes: [FieldError] {
        let (decimals, maximum) = (RFMThresholds.maximumMonetaryDecimals, RFMThresholds.maximumMonetaryAmount)
        let limit = maximum * powerOfTen(decimals)
        let values = monetaryAmounts.map { amount in
            amount.minorUnits(decimals: decimals).flatMap { (1...limit).contains($0) ? $0 : nil }
        }
        return boundMistakes(
            of: values, at: "/monetaryAmounts",
            expected: "more than 0 and at most \(maximum), with at most \(decimals) decimals")
    }

    /// Takes nil for a value out of its range, which is told by itself and then not compared.
    private func boundMistakes(of values: [Int64?], at pointer: String, expected: String) -> [FieldError] {
        guard values.count == RFMBands.boundCount else {
            let detail = "must have exactly \(RFMBands.boundCount) values"
            return [FieldError(pointer: pointer, code: "field.count", detail: detail)]
        }
        return values.enumerated().compactMap { index, value in
            guard let value else { return .outOfRange("\(pointer)/\(index)", expected) }
            let previous = index > 0 ? values[index - 1] : nil
            guard let previous, previous >= value else { return nil }
            let detail = "must be more than the value before it"
            return FieldError(pointer: "\(pointer)/\(index)", code: "field.order", detail: detail)
        }
    }
}

extension FieldError {
    fileprivate static func outOfRange(_ pointer: String, _ expected: String) -> FieldError {
        FieldError(pointer: pointer, code: "field.range", detail: "must be \(expected)")
    }
}

extension ClosedRange<Int> {
    fileprivate var words: String { "a whole number from \(lowerBound) to \(upperBound)" }
}
