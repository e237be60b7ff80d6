import Foundation

/// How long the server takes to be ready on the filled database, and how much memory it holds.
enum StartSuite {
    static func run(_ bench: inout Bench) throws -> [Figure] {
        let shop = try bench.filled()
        var (starts, resting, loaded): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<bench.options.rounds {
            try shop.serving { served in
                starts.append(served.secondsToReady)
                resting.append(Double(ProcessFacts(served.child.processID).residentBytes) / 1_048_576)
            }
        }
        try shop.serving { served in
            let customers = bench.shop.customers
            let load = HTTPLoad(port: served.port, seconds: Double(bench.options.seconds))
            for _ in 0..<bench.options.rounds {
                _ = try load.run { shop.get(ReadSuite.list(limit: 50, customer: $0 % customers)) }.allGood("lists")
                loaded.append(Double(ProcessFacts(served.child.processID).residentBytes) / 1_048_576)
            }
        }
        return [
            Figure(
                "cold start to ready", bench, .start, figure: Sample(starts).text("s"), target: "< 1 s"),
            Figure("memory at rest", bench, .start, figure: Sample(resting).text("MiB"), target: "< 60 MB"),
            Figure(
                "memory under load (64 connections, lists of 50)", bench, .start, figure: Sample(loaded).text("MiB"),
                target: "< 300 MB"),
        ]
    }
}
