import Foundation

/// Reads over HTTP beside the bare route: key check, transaction and full profiles against a text of five letters.
enum ReadSuite {
    static func run(_ bench: inout Bench) throws -> [Figure] {
        let shop = try bench.filled()
        let customers = bench.shop.customers
        let works: [Work] = [
            Work(name: "point read of a profile", target: bench.kind == .sqlite ? "≥ 55 %" : "≥ 25 %") {
                shop.get("\(profiles)&customerId=\(Dataset.customerID($0 &* 7919 % customers))")
            },
            Work(name: "list of 50 profiles, by cursor", target: bench.kind == .sqlite ? "≥ 15 %" : "–") { _ in
                shop.get("\(profiles)&limit=50&cursor=")
            },
            Work(name: "list of 50 profiles, with the total", target: bench.kind == .sqlite ? "≥ 15 %" : "–") { _ in
                shop.get("\(profiles)&limit=50")
            },
            Work(name: "`/livez`: the edge alone", target: "–") { _ in shop.get("/livez") },
        ]
        return try Beside.bare(bench, shop, works, suite: .reads)
    }

    static let profiles = "/api/customers/profiles?userId=\(ProductShop.userID)"

    static func list(limit: Int, customer: Int) -> String { "\(profiles)&limit=\(limit)&offset=\(customer % 100)" }
}

/// One kind of request.
struct Work {
    let name: String
    let target: String
    let request: (Int) -> [UInt8]
}

/// Measures requests in turns with the bare route.
enum Beside {
    static func bare(_ bench: Bench, _ shop: ProductShop, _ works: [Work], suite: Suite) throws -> [Figure] {
        let bare = try Served(bare: bareProgram, in: bench.folder)
        defer { bare.stop() }
        let hello = Array("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        return try shop.serving { served in
            try works.map { work in
                var (yardsticks, figures, tails): ([Double], [Double], [Double]) = ([], [], [])
                let seconds = Double(bench.options.seconds)
                var offset = 0
                for _ in 0..<bench.options.rounds {
                    let rest = try HTTPLoad(port: bare.port, seconds: seconds).run { _ in hello }.allGood("bare")
                    yardsticks.append(rest.rate)
                    let load = HTTPLoad(port: served.port, seconds: seconds)
                    let outcome = try load.run { [offset] in work.request(offset + $0) }.allGood(work.name)
                    offset += outcome.answers + load.connections
                    figures.append(outcome.rate)
                    tails.append(outcome.quantile(0.99) / max(outcome.quantile(0.5), 1e-9))
                }
                return Figure(
                    work.name, bench, suite,
                    figure: Sample(figures).text("/s") + ", p99 \(Sample(tails).text("× p50"))",
                    yardstick: "bare route: \(Sample(yardsticks).text("/s"))",
                    ratio: Figure.percent(figures, of: yardsticks), target: work.target)
            }
        }
    }

    /// The bare server lies beside this program.
    private static var bareProgram: String {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "BareServer").path(percentEncoded: false)
    }
}
