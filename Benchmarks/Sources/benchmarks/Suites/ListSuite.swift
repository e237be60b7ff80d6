import Foundation

/// Pages of lists at growing sizes of the table: a page must not cost more when there is more.
enum ListSuite {
    static func run(_ bench: inout Bench) throws -> [Figure] {
        var sizes: [(shop: ProductShop, customers: Int)] = []
        for divisor in [100, 10] where bench.shop.customers / divisor >= 100 {
            sizes.append(try part(bench, divisor))
        }
        let whole = try bench.filled()
        sizes.append((whole, bench.shop.customers))
        var columns: [[Double]] = Array(repeating: [], count: pages.count)
        for (shop, _) in sizes {
            try shop.serving { served in
                for (index, page) in pages.enumerated() {
                    columns[index].append(try milliseconds(page, shop, served, bench.options))
                }
            }
        }
        let names = sizes.map { Sample.short(Double($0.customers)) }.joined(separator: " / ")
        return pages.enumerated().map { index, page in
            let texts = columns[index].map(Sample.short)
            return Figure(
                "\(page.name) at \(names) customers", bench, .lists,
                figure: "p50 \(texts.joined(separator: " / ")) ms",
                yardstick: "the smallest table",
                ratio: Figure.times([columns[index].last ?? 0], of: [columns[index][0]]),
                target: "independent of size")
        }
    }

    private struct Page {
        let name: String
        let target: String
        /// Pages walked by cursor before the one that is measured.
        var depth = 0
    }

    private static let profiles = "/api/customers/profiles?userId=\(ProductShop.userID)&limit=50"
    private static let orders = "/api/customers/orders?userId=\(ProductShop.userID)&limit=50"

    private static let pages = [
        Page(name: "first page of profiles with total", target: profiles),
        Page(name: "first page by cursor", target: profiles + "&cursor="),
        Page(name: "20th page by cursor", target: profiles + "&cursor=", depth: 20),
        Page(name: "sorted by spend, by cursor", target: profiles + "&sort=-totalSpent&cursor="),
        Page(name: "filter by status, by cursor", target: profiles + "&status=vip&cursor="),
        Page(name: "filter by status with total", target: profiles + "&status=vip"),
        Page(name: "filter by segment, by cursor", target: profiles + "&rfmSegment=Champions&cursor="),
        Page(name: "orders, first page with total", target: orders),
        Page(name: "orders, first page by cursor", target: orders + "&cursor="),
        Page(name: "orders of one customer", target: orders + "&customerId=C-5"),
        Page(name: "orders by channel, by cursor", target: orders + "&channel=store&cursor="),
        Page(
            name: "segment members (RFM), first page",
            target: "/api/customers/rfm?userId=\(ProductShop.userID)&limit=50&segment=Champions"),
    ]

    /// A database with a part of the shop, of the same making.
    private static func part(_ bench: Bench, _ divisor: Int) throws -> (ProductShop, Int) {
        let small = Dataset(
            customers: bench.shop.customers / divisor, orders: bench.shop.orders / divisor, seed: bench.shop.seed)
        let folder = bench.folder.file("part\(divisor)")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try small.write(to: folder)
        let shop = try bench.open("part\(divisor)")
        _ = try shop.run(["import", "orders", folder + "/orders.csv", "--json"])
        return (shop, small.customers)
    }

    private static func milliseconds(
        _ page: Page, _ shop: ProductShop, _ served: Served, _ options: RunOptions
    ) throws -> Double {
        let target = try walked(page, shop, served)
        let load = HTTPLoad(
            port: served.port, connections: 1, seconds: Double(options.seconds * options.rounds), requests: 200)
        return try load.run { _ in shop.get(target) }.allGood(page.name).quantile(0.5)
    }

    /// The target of the page after so many others.
    private static func walked(_ page: Page, _ shop: ProductShop, _ served: Served) throws -> String {
        var (target, connection) = (page.target, try Connection(port: served.port))
        defer { connection.close() }
        for _ in 0..<page.depth {
            let answer = try connection.ask(shop.get(target))
            let fields = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
            // A small table ends before; its last page stands for the deep one.
            guard let cursor = fields?["nextCursor"] as? String else { return target }
            target = page.target + cursor
        }
        return target
    }
}
