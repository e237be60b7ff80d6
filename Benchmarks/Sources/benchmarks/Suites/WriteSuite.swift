import Foundation

/// Durable writes over HTTP: beside the bare route, the disk, and one connection at a time.
enum WriteSuite {
    static func run(_ bench: inout Bench) throws -> [Figure] {
        let shop = try bench.open("writes")
        let create = Work(name: "create a profile, 64 connections", target: bench.kind == .sqlite ? "≥ 35 %" : "≥ 20 %")
        {
            shop.post(
                "/api/customers/profiles",
                """
                {"userId":"\(ProductShop.userID)","customerId":"N-\($0)","firstName":"Ada","lastName":"Byron",\
                "email":"n\($0)@example.com","attributes":{"favouriteRoast":"dark"}}
                """)
        }
        return try Beside.bare(bench, shop, [create], suite: .writes) + beside(bench)
    }

    /// The same verb beside the disk and beside itself on one connection.
    private static func beside(_ bench: Bench) throws -> [Figure] {
        let shop = try bench.open("commits")
        var (syncs, many, single, tails): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        try shop.serving { served in
            var next = 0
            for _ in 0..<bench.options.rounds {
                syncs.append(try Disk.syncRate(in: bench.folder, seconds: Double(bench.options.seconds)))
                for connections in [1, HTTPLoad(port: 0).connections] {
                    let load = HTTPLoad(
                        port: served.port, connections: connections, seconds: Double(bench.options.seconds))
                    let outcome = try load.run { [next] in
                        shop.post(
                            "/api/customers/profiles",
                            #"{"userId":"\#(ProductShop.userID)","customerId":"M-\#(next + $0)"}"#)
                    }.allGood("create")
                    next += outcome.answers + connections
                    if connections == 1 {
                        single.append(outcome.rate)
                    } else {
                        many.append(outcome.rate)
                        tails.append(outcome.quantile(0.99) / max(outcome.quantile(0.5), 1e-9))
                    }
                }
            }
        }
        return [
            Figure(
                "create a profile / `fdatasync` of the disk", bench, .writes, figure: Sample(many).text("/s"),
                yardstick: "`fdatasync`: \(Sample(syncs).text("/s"))", ratio: Figure.times(many, of: syncs),
                target: bench.kind == .sqlite ? "≥ 2 ×" : "–"),
            Figure(
                "create a profile / one connection", bench, .writes, figure: Sample(many).text("/s"),
                yardstick: "one commit a request: \(Sample(single).text("/s"))",
                ratio: Figure.times(many, of: single)),
            Figure(
                "p99 / p50 of creating", bench, .writes, figure: Sample(tails).text("×"), target: "< 5 ×"),
        ]
    }
}

/// The disk under the databases.
enum Disk {
    /// Writes of one page, each followed by `fdatasync`, in a second.
    static func syncRate(in folder: WorkFolder, seconds: Double) throws -> Double {
        let descriptor = open(folder.file("sync"), O_WRONLY | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw BenchmarkError("\(folder.file("sync")) cannot be written") }
        defer { close(descriptor) }
        let page = [UInt8](repeating: 7, count: 4096)
        var count = 0
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(seconds) {
            guard page.withUnsafeBytes({ pwrite(descriptor, $0.baseAddress, $0.count, count % 256 * 4096) }) > 0,
                fdatasync(descriptor) == 0
            else { throw BenchmarkError("the disk takes no writes") }
            count += 1
        }
        return Double(count) / seconds
    }
}
