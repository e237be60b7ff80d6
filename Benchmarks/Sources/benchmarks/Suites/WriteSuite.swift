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
        return try Beside.bare(bench, shop, [create], suite: .writes) + redeeming(bench) + beside(bench)
    }

    /// Takes single points from wallets that were filled before.
    private static func redeeming(_ bench: Bench) throws -> [Figure] {
        let shop = try bench.open("redeeming")
        let program = try Wallets.fill(shop)
        let redeem = Work(name: "redeem points, 64 connections", target: bench.kind == .sqlite ? "≥ 30 %" : "≥ 15 %") {
            Wallets.book("redeem", 1, of: $0, in: program, shop)
        }
        return try Beside.bare(bench, shop, [redeem], suite: .writes)
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

/// Customers with points to spend.
private enum Wallets {
    /// Far more than connections, so that two requests seldom meet at one wallet.
    private static let count = 2_000
    private static let points = 1_000_000

    /// Makes the program and its customers, and gives them their points; answers with the id of the program.
    static func fill(_ shop: ProductShop) throws -> String {
        try shop.serving { served in
            var connection = try Connection(port: served.port)
            defer { connection.close() }
            let made = try connection.ask(shop.post("/api/customers/loyalty-programs", #"{"name":"Points"}"#))
            let fields = try JSONSerialization.jsonObject(with: Data(made.body)) as? [String: Any]
            guard made.status == 201, let program = fields?["id"] as? String else {
                throw BenchmarkError("no loyalty program: \(String(decoding: made.body, as: UTF8.self))")
            }
            let customer: (Int) -> [UInt8] = {
                shop.post(
                    "/api/customers/profiles",
                    #"{"userId":"\#(ProductShop.userID)","customerId":"\#(customerID($0))"}"#)
            }
            let load = HTTPLoad(port: served.port, seconds: 600, requests: count)
            _ = try load.run(customer).allGood("create customers")
            _ = try load.run { book("add", points, of: $0, in: program, shop) }.allGood("add points")
            return program
        }
    }

    static func book(
        _ action: String, _ points: Int, of number: Int, in program: String, _ shop: ProductShop
    ) -> [UInt8] {
        shop.post(
            "/api/customers/loyalty-points",
            """
            {"userId":"\(ProductShop.userID)","customerId":"\(customerID(number % count))",\
            "loyaltyProgramId":"\(program)","action":"\(action)","points":\(points)}
            """)
    }

    private static func customerID(_ number: Int) -> String { "W-\(number)" }
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
