import CRMCore
import Testing

@Suite struct MoneyTests {
    private func money(_ minorUnits: Int64, _ code: String = "EUR") throws -> Money {
        Money(minorUnits: minorUnits, currency: try #require(Currency(code)))
    }

    @Test(
        arguments: [
            (0, "JPY", "0"), (7, "JPY", "7"), (-1500, "JPY", "-1500"),
            (0, "EUR", "0"), (1, "EUR", "0.01"), (10, "EUR", "0.1"), (1250, "EUR", "12.5"), (1200, "EUR", "12"),
            (-5, "EUR", "-0.05"), (-1250, "EUR", "-12.5"),
            (1, "KWD", "0.001"), (1250, "KWD", "1.25"), (-1_234_567, "KWD", "-1234.567"),
            (.max, "EUR", "92233720368547758.07"), (.min, "EUR", "-92233720368547758.08"),
        ] as [(Int64, String, String)])
    func `amounts are written without trailing zeros`(minorUnits: Int64, code: String, expected: String) throws {
        #expect(try money(minorUnits, code).plain == expected)
    }

    @Test(
        arguments: [
            (10, 4, 3), (-10, 4, -3), (9, 4, 2), (-9, 4, -2), (11, 4, 3), (1, 2, 1), (-1, 2, -1), (1, 3, 0), (2, 3, 1),
            (-1, 3, 0), (-2, 3, -1), (0, 5, 0), (5, 0, 0), (5, -1, 0), (.max, 1, .max), (.min, 1, .min),
            (.max, .max, 1),
            (.min, .max, -1), (1, .max, 0),
        ] as [(Int64, Int, Int64)])
    func `the mean is rounded half away from zero`(sum: Int64, count: Int, expected: Int64) throws {
        #expect(try money(sum).mean(of: count) == money(expected))
    }

    @Test func `the mean of random sums is the nearest amount`() throws {
        var random = SeededGenerator("means")
        let euro = try #require(Currency("EUR"))
        for _ in 0..<10_000 {
            let sum = random.integer()
            let count = Int(random.integer().magnitude >> 1)
            guard count > 0 else { continue }
            let mean = Money(minorUnits: sum, currency: euro).mean(of: count).minorUnits
            // Twice the error is at most the count; a tie goes away from zero.
            let doubled = 2 * (Int128(mean) * Int128(count) - Int128(sum))
            let isTie = doubled.magnitude == UInt128(count)
            let isRight = doubled.magnitude < UInt128(count) || isTie && (doubled > 0) == (sum > 0)
            if !isRight { Issue.record("\(sum) / \(count) gives \(mean), seed \(random.seed)") }
        }
    }

    @Test func `the largest amount of a caller leaves room for sums`() {
        #expect(Int64.max / Money.maximumMinorUnits > 9000)
    }
}
