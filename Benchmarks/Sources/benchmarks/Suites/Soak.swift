import ArgumentParser
import Foundation

/// Hours of mixed load on a server that must not grow, leak or slow down.
struct Soak: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads a server for hours and records memory, descriptors, WAL and latency.")

    @OptionGroup var options: RunOptions

    @Option(help: "Minutes of load.")
    var minutes = 120

    @Option(help: "The page whose generated part is written; - prints it.")
    var output = "docs/reliability.md"

    /// Points in the record of a run.
    private static let windows = 24

    func run() throws {
        let folder = try WorkFolder()
        defer { folder.remove() }
        let shop = Dataset(customers: options.customers, orders: options.orders, seed: options.seed)
        try shop.write(to: folder.path)
        var lines = ["\(Machine.description) \(minutes) minutes, \(options.customers) customers.", ""]
        for kind in options.database {
            let bench = try Bench(options: options, shop: shop, kind: kind, folder: folder)
            defer { bench.stop() }
            let product = try bench.open("soak")
            _ = try product.run(["import", "orders", folder.file("orders.csv"), "--json"])
            say("\(kind.title): load for \(minutes) minutes")
            let points = try product.serving { try load(product, $0) }
            lines += table(points, kind)
            if output == "-" {
                print(lines.joined(separator: "\n"))
            } else {
                try GeneratedPart(name: "soak").replace(in: output, with: lines.joined(separator: "\n"))
            }
        }
    }

    /// What was seen at the end of one window.
    private struct Point {
        let minute: Double
        let rate: Double
        let p50: Double
        let p99: Double
        let resident: Double
        let descriptors: Int
        let wal: Double
    }

    private func load(_ shop: ProductShop, _ served: Served) throws -> [Point] {
        let window = Double(minutes) * 60 / Double(Self.windows)
        var next = 0
        return try (1...Self.windows).map { index in
            let load = HTTPLoad(port: served.port, connections: 16, seconds: window)
            let outcome = try load.run { [next] in request(next + $0, shop) }.allGood("soak")
            next += outcome.answers + load.connections
            let facts = ProcessFacts(served.child.processID)
            return Point(
                minute: window * Double(index) / 60, rate: outcome.rate, p50: outcome.quantile(0.5),
                p99: outcome.quantile(0.99), resident: Double(facts.residentBytes) / 1_048_576,
                descriptors: facts.descriptors, wal: walMebibytes(shop))
        }
    }

    /// Six reads, three lists and one write in ten.
    private func request(_ number: Int, _ shop: ProductShop) -> [UInt8] {
        switch number % 10 {
        case 0:
            let customer = number &* 7919 % options.customers
            return shop.post(
                "/api/customers/orders",
                """
                {"orderId":"S-\(number)","customerId":"C-\(customer)","placedAt":"2026-01-01T10:00:00Z","total":12.5,\
                "lines":[{"sku":"TEA-1","quantity":1,"unitPrice":12.5}]}
                """)
        case 1, 2, 3: return shop.get("\(ReadSuite.profiles)&limit=50&cursor=")
        default:
            let customer = number &* 104_729 % options.customers
            return shop.get("\(ReadSuite.profiles)&customerId=\(Dataset.customerID(customer))")
        }
    }

    private func walMebibytes(_ shop: ProductShop) -> Double {
        let path = shop.address.replacing("sqlite://", with: "") + "-wal"
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
        return Double(size ?? 0) / 1_048_576
    }

    /// The record, and its drift: the last quarter beside the second, when everything is warm.
    private func table(_ points: [Point], _ kind: DatabaseKind) -> [String] {
        let rows = points.map { point in
            let numbers = [point.minute, point.rate, point.p50, point.p99, point.resident].map(Sample.short)
            return "| \(numbers.joined(separator: " | ")) | \(point.descriptors) | \(Sample.short(point.wal)) |"
        }
        let quarter = Self.windows / 4
        func drift(_ value: (Point) -> Double) -> String {
            let before = Sample(points[quarter..<(2 * quarter)].map(value)).median
            let after = Sample(points.suffix(quarter).map(value)).median
            return before == 0
                ? "0 %" : "\(Sample.short(abs(after / before - 1) * 100)) % \(after < before ? "less" : "more")"
        }
        return [
            "### \(kind.title)", "",
            "Drift from the second to the last quarter: memory \(drift(\.resident)), p99 \(drift(\.p99)), "
                + "descriptors \(drift { Double($0.descriptors) }); largest WAL "
                + "\(Sample.short(points.map(\.wal).max() ?? 0)) MiB.", "",
            "| Minute | Answers/s | p50 ms | p99 ms | Memory MiB | Descriptors | WAL MiB |",
            "|---|---|---|---|---|---|---|",
        ] + rows + [""]
    }
}
