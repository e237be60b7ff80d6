extension Commands {
    /// Computes the analytics of all customers as of today.
    package func runAnalytics(account: String) async throws -> CommandReport {
        try await withAccount(account) { shop, account in
            let run = try await shop.runAnalytics(account) { visited in Terminal.status("\(visited) customers") }
            Terminal.endStatus()
            return CommandReport(run, text: "\(run.visited) customers visited")
        }
    }
}
