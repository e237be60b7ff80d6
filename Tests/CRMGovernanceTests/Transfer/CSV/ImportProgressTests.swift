import CRMGovernance
import Testing

@Suite struct ImportProgressTests {
    private func half() -> ImportProgress {
        var progress = ImportProgress(total: 1000)
        progress.update(done: 250, rows: 1_000_000, refused: 0, elapsed: .seconds(10))
        progress.update(done: 500, rows: 2_000_000, refused: 3, elapsed: .seconds(20))
        return progress
    }

    @Test func `rate and remaining time follow from steady progress`() {
        let progress = half()
        #expect(progress.fraction == 0.5)
        #expect(progress.rowsPerSecond == 100_000)
        #expect(progress.remaining == .seconds(20))
        #expect(progress.plainLine == "50%, 2,000,000 rows, 3 refused, 100,000/s, ETA 0:20")
    }

    @Test func `the rate leans towards what happened last`() throws {
        var progress = half()
        progress.update(done: 510, rows: 2_010_000, refused: 3, elapsed: .seconds(30))
        let rate = try #require(progress.rowsPerSecond)
        #expect(rate > 1000 && rate < 60_000)
    }

    @Test(arguments: 0...200)
    func `a terminal line is exactly as wide as the terminal`(width: Int) {
        #expect(half().terminalLine(width: width).count == width)
    }

    @Test func `the bar fills with the fraction and goes when there is no room`() {
        let wide = half().terminalLine(width: 120)
        #expect(wide.hasPrefix("[" + String(repeating: "█", count: 20) + String(repeating: "░", count: 20) + "]  50%"))
        #expect(half().terminalLine(width: 60).hasPrefix("50%  2,000,000 rows"))
    }

    @Test func `without a total there are only counts`() {
        var progress = ImportProgress(total: nil)
        #expect(progress.plainLine == "0 rows")
        progress.update(done: 10, rows: 1234, refused: 0, elapsed: .seconds(2))
        #expect(progress.plainLine == "1,234 rows, 617/s")
        #expect(progress.remaining == nil)
        #expect(progress.terminalLine(width: 80).hasPrefix("1,234 rows"))
    }

    @Test func `the end tells how long it took`() {
        var progress = half()
        progress.update(done: 1000, rows: 3_000_000, refused: 3, elapsed: .seconds(3787))
        #expect(progress.plainLine.hasSuffix(", in 1:03:07"))
        #expect(ImportProgress(total: 0).fraction == 1)
    }

    @Test func `no time and no movement give no estimate`() {
        var progress = ImportProgress(total: 100)
        progress.update(done: 0, rows: 0, refused: 0, elapsed: .zero)
        #expect(progress.rowsPerSecond == nil)
        progress.update(done: 0, rows: 0, refused: 0, elapsed: .seconds(5))
        #expect(progress.remaining == nil)
        #expect(progress.plainLine == "0%, 0 rows, 0/s")
    }
}
