import ArgumentParser

/// Measures the product beside its yardsticks: every figure and its yardstick come from the same run.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks", abstract: "Measures the product beside its yardsticks.",
        subcommands: [Run.self, Generate.self, Soak.self], defaultSubcommand: Run.self)
}

/// What a run looks like.
struct RunOptions: ParsableArguments {
    @Option(help: "Customers of the shop.")
    var customers = 100_000

    @Option(help: "Orders of the shop.")
    var orders = 1_000_000

    @Option(help: "sqlite or postgres; repeat it for both. Default: both.")
    var database: [DatabaseKind] = DatabaseKind.allCases

    @Option(help: "Rounds in which figure and yardstick take turns.")
    var rounds = 5

    @Option(help: "Seconds of load for one side of one round.")
    var seconds = 3

    @Option(help: "The same seed makes the same shop.")
    var seed: UInt64 = 1

    @Option(help: "The product's binary.")
    var binary = ".build/release/clientele"

    func validate() throws {
        guard (100...10_000_000).contains(customers), (customers...100_000_000).contains(orders) else {
            throw ValidationError("--customers is 100 to 10000000, and --orders not less")
        }
        guard (1...100).contains(rounds), (1...600).contains(seconds) else {
            throw ValidationError("--rounds is 1 to 100, --seconds 1 to 600")
        }
    }
}

enum DatabaseKind: String, CaseIterable, ExpressibleByArgument, Sendable {
    case sqlite, postgres

    var title: String { self == .sqlite ? "SQLite" : "PostgreSQL" }
}

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Writes the shop as CSV files.")

    @OptionGroup var options: RunOptions

    @Argument(help: "The folder for customers.csv, orders.csv and bare.csv.")
    var folder: String

    func run() throws {
        try Dataset(customers: options.customers, orders: options.orders, seed: options.seed).write(to: folder)
    }
}

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the benchmarks and writes the generated part of docs/benchmarks.md.")

    @OptionGroup var options: RunOptions

    @Option(help: "Only benchmarks of this name; repeat it for more: \(Suite.allCases.map(\.rawValue)).")
    var only: [Suite] = Suite.allCases

    @Option(help: "The page whose generated part is written; - prints it.")
    var output = "docs/benchmarks.md"

    func run() throws {
        let folder = try WorkFolder()
        defer { folder.remove() }
        let shop = Dataset(customers: options.customers, orders: options.orders, seed: options.seed)
        say("writing \(shop.customers) customers and \(shop.orders) orders")
        try shop.write(to: folder.path)
        var report = Report(options)
        for kind in options.database {
            var bench = try Bench(options: options, shop: shop, kind: kind, folder: folder)
            defer { bench.stop() }
            // Imports come first: what they bring is what the others measure.
            for suite in Suite.allCases where suite == .imports || only.contains(suite) {
                say("\(kind.title): \(suite.rawValue)")
                let figures = try suite.run(&bench)
                report.figures += only.contains(suite) ? figures : []
                try report.write(to: output)
            }
        }
    }
}

/// The benchmarks by name.
enum Suite: String, CaseIterable, ExpressibleByArgument, Sendable {
    case imports, start, reads, writes, lists, rfm

    func run(_ bench: inout Bench) throws -> [Figure] {
        switch self {
        case .imports: try ImportSuite.run(&bench)
        case .start: try StartSuite.run(&bench)
        case .reads: try ReadSuite.run(&bench)
        case .writes: try WriteSuite.run(&bench)
        case .lists: try ListSuite.run(&bench)
        case .rfm: try RFMSuite.run(&bench)
        }
    }
}
