import CRMCore
import Foundation
import Testing

@testable import CRMScience

@Suite struct ScoreTests {
    private let today = CalendarDay(number: 20_000)

    @Test func `activity is weighted, capped by day, and fades by half in fourteen days`() throws {
        let score = ActivityScore(weights: [.visit: 1, .cart: 3], scale: 5)
        func told(_ activity: Activity...) -> Double? { score.score(of: activity, asOf: today) }
        #expect(told() == nil && told(Activity(.review, on: today)) == nil, "nothing known is no zero")
        let fresh = try #require(told(Activity(.visit, on: today, count: 5)))
        #expect(abs(fresh - 100 * (1 - exp(-1.0))) < 1e-9)
        let faded = try #require(told(Activity(.visit, on: today.advanced(days: -14), count: 10)))
        #expect(abs(faded - fresh) < 1e-9)
        #expect(told(Activity(.visit, on: today, count: 20)) == told(Activity(.visit, on: today, count: 5_000)))
        #expect(told(Activity(.visit, on: today.advanced(days: 1))) == nil, "what lies ahead does not count yet")
        #expect(ActivityScore.engagement.score(of: [Activity(.messageSent, on: today)], asOf: today) == 0)
    }

    @Test func `the scale is the median of enough recent buyers with activity`() throws {
        let few = (1..<ActivityScore.medianBuyers).map(Double.init)
        #expect(ActivityScore.scale(of: few) == nil)
        #expect(ActivityScore.scale(of: few + [0, 0]) == nil, "who did nothing is no measure")
        #expect(ActivityScore.scale(of: few.reversed() + [1_000]) == 15.5)
        #expect(ActivityScore.scale(of: few + [1_000, 0.5]) == 15)
        let score = ActivityScore.engagement.scaled(3)
        #expect(abs(score.score(3) - 100 * (1 - exp(-1.0))) < 1e-9)
        #expect(ActivityScore.engagement.scaled(nil).scale == ActivityScore.standardScale)
        let sum = try #require(score.sum(of: [Activity(.messageClicked, on: today, count: 4)], asOf: today))
        let later = try #require(
            score.sum(of: [Activity(.messageClicked, on: today, count: 4)], asOf: today.advanced(days: 10)))
        #expect(abs(ActivityScore.faded(sum, days: 10) - later) < 1e-12)
    }

    @Test func `what is not known drops out of a health score and never counts as zero`() {
        #expect(HealthScore().total == nil)
        for health in [HealthScore(retention: 0.8), HealthScore(retention: 0.8, value: 0.8)] {
            #expect(abs((health.total ?? 0) - 80) < 1e-9)
        }
        let all = HealthScore(retention: 1, value: 0.5, momentum: 0, engagement: 1, service: 0.5)
        #expect(abs((all.total ?? 0) - 100 * (0.4 + 0.1 + 0 + 0.15 + 0.05)) < 1e-9)
        #expect(HealthScore.momentum(purchases: 3, expected: 0) == nil)
        #expect(HealthScore.momentum(purchases: 3, expected: 6) == 0.5)
        #expect(HealthScore.momentum(purchases: 9, expected: 6) == 1)
        #expect(HealthScore.service(npsScore: nil, troubles: nil) == nil)
        #expect(HealthScore.service(npsScore: 10, troubles: nil) == 1)
        #expect(HealthScore.service(npsScore: 10, troubles: 1) == 0.75)
    }

    @Test func `a band is left only when it is left clearly`() {
        #expect([0, 50, 50.1, 75, 75.1, 100].map { HealthBand($0) } == [.red, .red, .yellow, .yellow, .green, .green])
        #expect(HealthBand(78, after: .yellow) == .yellow)
        #expect(HealthBand(81, after: .yellow) == .green)
        #expect(HealthBand(72, after: .green) == .green)
        #expect(HealthBand(69, after: .green) == .yellow)
        #expect(HealthBand(90, after: .red) == .green)
        #expect(HealthBand(10, after: .green) == .red)
        #expect(HealthBand(78, after: nil) == .green)
    }
}
