import Foundation

/// Scoring all customers, beside three data frame libraries that read the CSV and compute the same scores in memory.
enum RFMSuite {
    static func run(_ bench: inout Bench) throws -> [Figure] {
        let shop = try bench.filled()
        let full = try rfm(shop, ["--as-of", Dataset.asOf])
        let repeated = try rfm(shop, ["--as-of", Dataset.asOf])
        let yardsticks = try Yardstick.run(bench, orders: bench.folder.file("orders.csv"))
        try compare(bench, shop, with: yardsticks)
        let changes = bench.folder.file("changes.csv")
        try bench.shop.writeChanges(share: changedShare, to: changes)
        _ = try shop.run(["import", "orders", changes, "--no-scores", "--json"])
        let daily = try rfm(shop, [])
        let still = try (0..<bench.options.rounds).map { _ in try rfm(shop, []) }
        let pandas = yardsticks.seconds["pandas"] ?? 0
        let duckdb = yardsticks.seconds["duckdb"] ?? 0
        let texts = yardsticks.seconds.sorted { $0.key < $1.key }.map { "\($0.key) \(Sample.short($0.value)) s" }
        return [
            Figure(
                "full RFM, as of another day: every score is new", bench, .rfm, figure: Sample([full]).text("s"),
                yardstick: texts.joined(separator: ", "), ratio: Figure.times([full], of: [pandas]) + " pandas",
                target: "≤ 2 × pandas"),
            Figure(
                "full RFM again: every score is computed, none is new", bench, .rfm,
                figure: Sample([repeated]).text("s"),
                yardstick: "duckdb \(Sample.short(duckdb)) s",
                ratio: Figure.times([repeated], of: [duckdb]) + " DuckDB"),
            Figure(
                "RFM run again: nothing changed", bench, .rfm, figure: Sample(still).text("s"),
                yardstick: "duckdb \(Sample.short(duckdb)) s",
                ratio: Figure.times([Sample(still).median], of: [duckdb]) + " DuckDB", target: "< DuckDB"),
            Figure(
                "RFM of the next day, 1 % of the customers changed", bench, .rfm, figure: Sample([daily]).text("s"),
                yardstick: "the full one: \(Sample.short(full)) s", ratio: Figure.times([daily], of: [full]),
                target: "≤ 1/20"),
        ]
    }

    private static let changedShare = 0.01

    /// Seconds of a run, from the start of the program to its end.
    private static func rfm(_ shop: ProductShop, _ words: [String]) throws -> Double {
        try shop.run(["rfm", "run", "--json"] + words).seconds
    }

    /// Holds every hundredth score of the product to that of each library, and the counts of segments to theirs.
    private static func compare(_ bench: Bench, _ shop: ProductShop, with yardsticks: Yardstick) throws {
        // Its jobs would score as of today, and leave the daily run nothing to do.
        try shop.serving(jobs: false) { served in
            var connection = try Connection(port: served.port)
            defer { connection.close() }
            for (customer, score) in yardsticks.sample {
                let target = "/api/customers/rfm?userId=\(ProductShop.userID)&customerId=\(customer)"
                let answer = try connection.ask(shop.get(target))
                let told = (try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])?["scores"]
                let found = (told as? [[String: Any]])?.first?["rfmScore"] as? Int
                guard found == score else {
                    throw BenchmarkError(
                        "\(customer): the product scores \(String(describing: found)), pandas \(score)")
                }
            }
        }
        say("\(yardsticks.sample.count) scores are equal to those of pandas, polars and DuckDB")
    }
}

/// The scores by pandas, polars and DuckDB.
struct Yardstick: Decodable {
    let seconds: [String: Double]
    /// Some customers with the scores on which all three agree.
    let sample: [String: Int]

    static func run(_ bench: Bench, orders: String) throws -> Yardstick {
        let done = try Child.run(
            [
                "Benchmarks/Yardsticks/run", orders, Dataset.asOf, String(bench.options.rounds),
                String(max(1, bench.shop.customers / 2_000)),
            ], in: bench.folder)
        return try JSONDecoder().decode(Yardstick.self, from: Data(done.out.utf8))
    }
}
