import CRMCore
import CRMScience
import Testing

@Suite struct RFMThresholdsTests {
    private func amounts(_ texts: [String]) throws -> [DecimalNumber] {
        try texts.map { try #require(DecimalNumber($0)) }
    }

    private func faults(
        windowDays: Int = 365, recency: [Int] = [30, 60, 90, 180], frequency: [Int] = [2, 4, 7, 10],
        monetary: [String] = ["500", "1000", "2500", "5000"]
    ) throws -> [String] {
        let amounts = try amounts(monetary)
        do throws(InvalidRFMThresholds) {
            _ = try RFMThresholds(
                windowDays: windowDays, recencyDays: recency, frequencyOrders: frequency, monetaryAmounts: amounts)
            return []
        } catch {
            #expect(error.kind == .invalid)
            return error.fields.map { "\($0.pointer) \($0.code)" }
        }
    }

    @Test func theStandardPassesItsOwnValidation() throws {
        let standard = RFMThresholds.standard
        let rebuilt = try RFMThresholds(
            windowDays: 365, recencyDays: [30, 60, 90, 180], frequencyOrders: [2, 4, 7, 10],
            monetaryAmounts: amounts(["500", "1000", "2500", "5000"]))
        #expect(standard == rebuilt)
    }

    @Test func everyMistakeIsReportedAtOnce() throws {
        let faults = try faults(
            windowDays: 0, recency: [30, 30, 20, 4000], frequency: [1, 2, 3], monetary: ["0", "5", "4", "1e10"])
        #expect(
            faults == [
                "/windowDays field.range",
                "/recencyDays/1 field.order", "/recencyDays/2 field.order",
                "/recencyDays/3 field.range",
                "/frequencyOrders field.count",
                "/monetaryAmounts/0 field.range", "/monetaryAmounts/2 field.order",
                "/monetaryAmounts/3 field.range",
            ])
    }

    @Test func theEndsOfTheRangesAreInside() throws {
        #expect(try faults(windowDays: 1).isEmpty)
        #expect(try faults(windowDays: 3653).isEmpty)
        #expect(try faults(windowDays: 3654) == ["/windowDays field.range"])
        #expect(try faults(recency: [0, 1, 2, 3653]).isEmpty)
        #expect(try faults(recency: [-1, 1, 2, 3]) == ["/recencyDays/0 field.range"])
        #expect(try faults(frequency: [2, 3, 4, 100_000]).isEmpty)
        #expect(try faults(frequency: [1, 3, 4, 5]) == ["/frequencyOrders/0 field.range"])
        #expect(try faults(monetary: ["0.0001", "0.001", "1", "1000000000"]).isEmpty)
        #expect(try faults(monetary: ["0.00001", "1", "2", "1000000000.01"]).count == 2)
        #expect(try faults(monetary: ["-1", "1", "2", "9e18"]).count == 2)
    }

    @Test func amountsThatDifferOnlyInNotationDoNotRise() throws {
        #expect(try faults(monetary: ["1", "1.00", "2", "3"]) == ["/monetaryAmounts/1 field.order"])
    }

    @Test(arguments: [
        ("EUR", [50000, 100_000, 250_000, 500_000]), ("JPY", [500, 1000, 2500, 5000]),
        ("KWD", [500_000, 1_000_000, 2_500_000, 5_000_000]),
    ])
    func theAmountsScaleWithTheCurrency(code: String, expected: [Int64]) throws {
        let currency = try #require(Currency(code))
        #expect(RFMThresholds.standard.monetaryMinorUnits(in: currency) == expected)
    }

    @Test func anAmountBetweenTwoMinorUnitsIsReachedByTheUpperOne() throws {
        let thresholds = try RFMThresholds(
            windowDays: 365, recencyDays: [30, 60, 90, 180], frequencyOrders: [2, 4, 7, 10],
            monetaryAmounts: amounts(["499.99", "500", "500.001", "1000000000"]))
        let yen = try #require(Currency("JPY"))
        let euro = try #require(Currency("EUR"))
        #expect(thresholds.monetaryMinorUnits(in: yen) == [500, 500, 501, 1_000_000_000])
        #expect(thresholds.monetaryMinorUnits(in: euro) == [49999, 50000, 50001, 100_000_000_000])
        #expect(RFMScorer(thresholds: thresholds, currency: yen).monetary.score(of: 500) == 3)
    }
}
