import CRMCore
import Foundation
import Testing

@testable import CRMScience

/// How well the prior tells who will not come back, on real purchases: 39 weeks seen, 39 weeks held back.
@Suite struct ChurnAccuracyTests {
    private static let folder =
        ProcessInfo.processInfo.environment["CLIENTELE_DATA_DIR"]
        ?? URL(filePath: #filePath).appending(path: "../../../../../shared/data").standardizedFileURL.path()

    struct Sample: Sendable {
        let file: String
        let customers: Int
        let areaUnderCurve: Double
        let brier: Double
    }

    @Test(arguments: [
        Sample(file: "sample", customers: 2_357, areaUnderCurve: 0.760, brier: 0.1614),
        // All customers by the parameters of a tenth of them; a fit of their own reaches .755 and .1661.
        Sample(file: "master", customers: 23_570, areaUnderCurve: 0.753, brier: 0.1663),
    ])
    func `the prior ranks and weighs CDNOW's customers as they are known to`(_ sample: Sample) throws {
        let path = "\(Self.folder)/cdnow/\(sample.file).txt"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            print("\(path) is not there: the accuracy on it is not shown.")
            return
        }
        let end = try #require(CalendarDay(iso: "1997-09-30"))
        var days: [Substring: Set<CalendarDay>] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: " ")
            guard cells.count >= 4, let date = Int(cells[cells.count - 3]),
                let day = CalendarDay(year: date / 10_000, month: date / 100 % 100, day: date % 100)
            else { continue }
            days[cells[0], default: []].insert(day)
        }
        #expect(days.count == sample.customers)
        let told = days.values.map { days -> (risk: Double, isLost: Bool) in
            let estimate = ChurnEstimate(days: days, asOf: end, window: 365, horizonDays: 39 * 7)
            return (estimate.risk ?? 0, !days.contains { $0 > end })
        }
        let brier = told.reduce(0) { $0 + pow($1.risk - ($1.isLost ? 1 : 0), 2) } / Double(told.count)
        let area = Self.areaUnderCurve(told)
        print("\(sample.file): AUC \(area), Brier \(brier)")
        #expect(abs(area - sample.areaUnderCurve) < 0.0015)
        #expect(abs(brier - sample.brier) < 0.0003)
    }

    /// The chance that a lost customer has a greater risk than one who came back; equal ones count half.
    private static func areaUnderCurve(_ told: [(risk: Double, isLost: Bool)]) -> Double {
        let sorted = told.sorted { $0.risk < $1.risk }
        var (ranks, lost, index) = (0.0, 0, 0)
        while index < sorted.count {
            var end = index
            while end < sorted.count, sorted[end].risk == sorted[index].risk { end += 1 }
            let here = sorted[index..<end].count(where: \.isLost)
            ranks += Double(here) * Double(index + 1 + end) / 2
            lost += here
            index = end
        }
        let kept = Double(sorted.count - lost)
        return (ranks - Double(lost * (lost + 1)) / 2) / (Double(lost) * kept)
    }
}
