import Foundation

/// Taking in the orders from CSV, beside the database's own import of the same orders as bare numbers.
enum ImportSuite {
    static func run(_ bench: inout Bench) throws -> [Figure] {
        let shop = try bench.open("shop")
        let imported = try shop.run(["import", "orders", bench.folder.file("orders.csv"), "--json"])
        guard imported.out.contains("\"failed\":0") else { throw BenchmarkError("imported: \(imported.out)") }
        bench.main = shop
        let bare = try bareSeconds(bench)
        let (rate, bareRate) = (Double(bench.shop.orders) / imported.seconds, Double(bench.shop.orders) / bare)
        let again = try shop.run(["import", "orders", bench.folder.file("orders.csv"), "--json"])
        return [
            Figure(
                "order import from CSV", bench, .imports, figure: Sample([rate]).text("rows/s"),
                yardstick: "\(yardstick(bench.kind)): \(Sample([bareRate]).text("rows/s"))",
                ratio: Figure.percent([rate], of: [bareRate]), target: "≥ 50 %"),
            Figure(
                "the same file again: nothing changes", bench, .imports,
                figure: Sample([Double(bench.shop.orders) / again.seconds]).text("rows/s"),
                yardstick: "\(yardstick(bench.kind)): \(Sample([bareRate]).text("rows/s"))",
                ratio: Figure.percent([Double(bench.shop.orders) / again.seconds], of: [bareRate])),
            Figure(
                "most memory of the import", bench, .imports,
                figure: Sample([Double(imported.peakBytes) / 1_048_576]).text("MiB"), target: "< 300 MB"),
        ]
    }

    private static func yardstick(_ kind: DatabaseKind) -> String {
        kind == .sqlite ? "`sqlite3 .import` into the clustered table" : "`COPY` with the key in place"
    }

    private static let table = """
        CREATE TABLE bare (user_id BIGINT NOT NULL, customer_id BIGINT NOT NULL, placed_at BIGINT NOT NULL,
        order_key BIGINT NOT NULL, total BIGINT NOT NULL, status INTEGER NOT NULL,
        PRIMARY KEY (user_id, customer_id, placed_at, order_key))
        """

    /// Seconds that the database's own program takes for the same orders.
    private static func bareSeconds(_ bench: Bench) throws -> Double {
        let file = bench.folder.file("bare.csv")
        if let postgres = bench.postgres {
            try postgres.create("bare", in: bench.folder)
            try postgres.sql(table, on: "bare", in: bench.folder)
            return try postgres.sql("\\copy bare FROM '\(file)' CSV", on: "bare", in: bench.folder).seconds
        }
        return try Child.run(
            [
                "sqlite3", bench.folder.file("bare.db"), "PRAGMA journal_mode = WAL;", "\(table) WITHOUT ROWID;",
                ".mode csv", ".import \(file) bare",
            ], in: bench.folder
        ).seconds
    }
}
