import CRMCore
import CRMTesting
import Foundation
import Testing

/// The whole way from a file to the scores, against a plain computation over the same rows.
@Suite(.serialized)
struct RFMComparisonTests {
    @Test(.timeLimit(.minutes(3)), arguments: TestBackend.allCases)
    func `every score of a small made-up shop equals a plain computation`(_ backend: TestBackend) async throws {
        let purchases = MadeUpShop.purchases
        let plain = PlainRFM(purchases, asOf: MadeUpShop.asOf)
        #expect(Set(plain.distribution.keys).count == 7, "the fixture reaches every segment")
        #expect(plain.scores.count < Set(purchases.map(\.customerID)).count, "and has customers without a score")
        try await compare(purchases, plain, asOf: MadeUpShop.asOf, on: backend)
    }

    @Test(.enabled(if: CDNow.path != nil, CDNow.absence), .timeLimit(.minutes(10)), arguments: TestBackend.allCases)
    func `every score of the CDNOW shop equals a plain computation`(_ backend: TestBackend) async throws {
        let purchases = try CDNow.purchases()
        #expect(purchases.count == 69_659)
        #expect(Set(purchases.map(\.customerID)).count == 23_570)
        #expect(purchases.reduce(0) { $0 + $1.cents } == 250_031_563)
        let asOf = Day.number(1998, 6, 30)
        try await compare(purchases, PlainRFM(purchases, asOf: asOf), asOf: asOf, on: backend)
    }

    private func compare(
        _ purchases: [Purchase], _ plain: PlainRFM, asOf: Int, on backend: TestBackend
    ) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let path = stage.folder.file("purchases.csv")
            try Data(Purchase.file(purchases).utf8).write(to: URL(filePath: path))
            let words = ["import", "orders", path, "--account", shop.userID, "--json"]
            let imported = try await stage.run(words, within: .seconds(300)).done()
            try #expect(Tally(imported.json()) == Tally(rows: purchases.count, created: purchases.count))
            let run = try await stage.run(["rfm", "run", "--account", shop.userID, "--as-of", Day.text(asOf), "--json"])
            try expectRun(run.done().json(), plain, asOf: asOf)
            try await shop.servingStill { api in
                try await expectProfiles(api, purchases)
                try await expectScores(api, plain)
            }
        }
    }

    private func expectRun(_ run: JSON, _ plain: PlainRFM, asOf: Int) throws {
        #expect(run["asOf"] == .string(Day.text(asOf)))
        #expect(run["scored"] == .number(String(plain.scores.count)))
        let names = ["Champions", "VIP", "New Customers", "Loyal Customers", "Potential Loyalists", "At Risk", "Lost"]
        let members = names.map { JSON.Member($0, .number(String(plain.distribution[$0] ?? 0))) }
        #expect(run["distribution"] == .object(members))
    }

    private func expectProfiles(_ api: API, _ purchases: [Purchase]) async throws {
        let profiles = try await api.profiles()
        let own = Dictionary(grouping: purchases, by: \.customerID)
        #expect(profiles.count == own.count)
        #expect(Set(profiles.map(\.customerId)) == Set(own.keys))
        let spent = profiles.reduce(Decimal(0)) { $0 + $1.totalSpent }
        #expect(spent == Decimal(purchases.reduce(0) { $0 + $1.cents }) / 100)
        #expect(profiles.reduce(0) { $0 + $1.totalOrders } == purchases.count)
        let wrong = profiles.filter { profile in
            let days = (own[profile.customerId] ?? []).map(\.day)
            let ends = [days.min(), days.max()].map { "\(Day.text($0 ?? 0))T00:00:00Z" }
            return profile.totalOrders != days.count || [profile.firstOrderDate, profile.lastOrderDate] != ends
        }
        #expect(wrong.isEmpty)
    }

    private func expectScores(_ api: API, _ plain: PlainRFM) async throws {
        let scores = try await api.scores()
        #expect(scores.count == plain.scores.count)
        let wrong = scores.filter { plain.scores[$0.customerId] != $0 }
        #expect(
            wrong.isEmpty, "the first expected: \(wrong.first.flatMap { plain.scores[$0.customerId] }.debugDescription)"
        )
        #expect(Set(scores.map(\.customerId)).count == scores.count)
        #expect(scores.map(\.rfmScore) == scores.map(\.rfmScore).sorted(by: >), "the best first")
    }
}

/// Four hundred purchases that reach every segment and every boundary of the thresholds.
enum MadeUpShop {
    static let asOf = Day.number(2025, 3, 1)

    /// Customers at the boundaries, then a crowd of a fixed pseudo-random sequence.
    static let purchases: [Purchase] = boundaries + crowd

    private static let boundaries: [Purchase] = {
        let recencies = [0, 30, 31, 60, 61, 90, 91, 180, 181, 364, 365, -1]
        let last = recencies.map { Purchase(customerID: "recency\($0)", day: asOf - $0, cents: 10_000) }
        let counts = [1, 2, 3, 4, 6, 7, 9, 10].flatMap { count in
            (0..<count).map { Purchase(customerID: "count\(count)", day: asOf - 7 * $0, cents: 30_000) }
        }
        let sums = [0, 49_999, 50_000, 99_999, 100_000, 249_999, 250_000, 499_999, 500_000].flatMap { cents in
            [1, 200].map { age in
                Purchase(customerID: "sum\(cents)", day: asOf - age, cents: age == 1 ? cents / 2 : cents - cents / 2)
            }
        }
        // In the window yesterday, out of it today: the old order counts for "ever" alone.
        let returning = [0, 365].map { Purchase(customerID: "returning", day: asOf - $0, cents: 100) }
        let faded = (0..<8).map { Purchase(customerID: "faded", day: asOf - 200 - $0, cents: 40_000) }
        return last + counts + sums + returning + faded
    }()

    private static let crowd: [Purchase] = {
        var state: UInt64 = 20_250_301
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return (0..<310).map { _ in
            Purchase(customerID: "c\(next(60))", day: asOf - next(500), cents: next(120_000))
        }
    }()
}

/// The transactions of CDNOW, 1997 and 1998, which are not part of the project.
enum CDNow {
    static let variable = "CLIENTELE_DATA_DIR"
    static let absence = Comment(rawValue: "cdnow/master.txt is not in \(folder); \(variable) names another folder")

    private static let folder =
        ProcessInfo.processInfo.environment[variable]
        ?? URL(filePath: #filePath).appending(path: "../../../../../shared/data").standardizedFileURL.path()

    /// Nil when the file is not on this machine.
    static let path: String? = {
        let path = "\(folder)/cdnow/master.txt"
        if FileManager.default.fileExists(atPath: path) { return path }
        print("The comparison with CDNOW is left out: \(absence)")
        return nil
    }()

    /// Columns: customer, `yyyymmdd`, number of CDs, dollars with two decimals.
    static func purchases() throws -> [Purchase] {
        let text = try String(contentsOfFile: path ?? "", encoding: .utf8)
        var days: [Substring: Int] = [:]
        return try text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = line.split(separator: " ", omittingEmptySubsequences: true)
            guard cells.count == 4, let date = Int(cells[1]), let dollars = Decimal(string: String(cells[3])) else {
                throw TestFailure("A row of CDNOW: \(line)")
            }
            let day = days[cells[1]] ?? Day.number(date / 10_000, date / 100 % 100, date % 100)
            days[cells[1]] = day
            return Purchase(
                customerID: String(cells[0]), day: day, cents: NSDecimalNumber(decimal: dollars * 100).intValue)
        }
    }
}
