/// How far an import is and how long it will take; no clock and no terminal, both are the caller's.
package struct ImportProgress: Sendable, Equatable {
    /// Rows done so far, refused ones among them.
    package private(set) var rows = 0
    /// Rows with an error.
    package private(set) var refused = 0
    /// Bytes of the file, or whatever else `total` counts.
    package private(set) var done = 0
    /// Nil when nobody knows how much there is, as on a pipe.
    package let total: Int?
    /// Since the beginning, on a monotonic clock.
    package private(set) var elapsed = Duration.zero

    private var recentRows = RecentRate()
    private var recentDone = RecentRate()

    /// At the beginning, nothing done.
    package init(total: Int?) {
        self.total = total
    }

    /// Takes the counts so far; none of them goes back.
    package mutating func update(done: Int, rows: Int, refused: Int, elapsed: Duration) {
        let seconds = (elapsed - self.elapsed).seconds
        recentRows.add(rows - self.rows, seconds: seconds)
        recentDone.add(done - self.done, seconds: seconds)
        (self.done, self.rows, self.refused, self.elapsed) = (done, rows, refused, elapsed)
    }

    /// 0…1; nil without a total. Nothing to do is done.
    package var fraction: Double? {
        total.map { $0 > 0 ? min(1, max(0, Double(done) / Double($0))) : 1 }
    }

    /// Rows a second over the last half minute or so; nil until time has passed.
    package var rowsPerSecond: Double? { recentRows.perSecond }

    /// Nil when the total or the rate is unknown or nothing moves.
    package var remaining: Duration? {
        guard let total, let rate = recentDone.perSecond, rate > 0 else { return nil }
        let seconds = Double(max(0, total - done)) / rate
        return seconds < ImportProgress.longestRemaining ? .seconds(seconds.rounded(.up)) : nil
    }

    /// Seconds beyond which an estimate is no information: a hundred hours.
    private static let longestRemaining = 360_000.0
}

/// A mean that forgets: each measurement weighs by its duration against the window.
private struct RecentRate: Sendable, Equatable {
    private(set) var perSecond: Double?
    private static let windowSeconds = 10.0

    mutating func add(_ count: Int, seconds: Double) {
        guard seconds > 0 else { return }
        let rate = Double(max(0, count)) / seconds
        let weight = seconds / (seconds + RecentRate.windowSeconds)
        perSecond = perSecond.map { $0 + weight * (rate - $0) } ?? rate
    }
}

extension Duration {
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

// MARK: - Rendering

extension ImportProgress {
    /// Columns that a bar needs to say anything, and those beyond which it says no more.
    private static let barWidths = 10...40

    /// One line for a terminal, exactly `width` columns wide so that it covers the one before:
    /// `[████████░░░░░░░░]  52%  1,048,576 rows  183,000/s  ETA 0:42`. The bar goes first when there is no room.
    package func terminalLine(width: Int) -> String {
        let text = summary(separator: "  ")
        var line = text
        let room = width - text.count - 4
        if let fraction, room >= ImportProgress.barWidths.lowerBound {
            let cells = min(room, ImportProgress.barWidths.upperBound)
            let full = Int((fraction * Double(cells)).rounded(.down))
            let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
            line = "[\(bar)]  \(text)"
        }
        let cut = line.prefix(max(0, width))
        return cut + String(repeating: " ", count: max(0, width - cut.count))
    }

    /// One line for a log: `52%, 1,048,576 rows, 3 refused, 183,000/s, ETA 0:42`.
    package var plainLine: String { summary(separator: ", ") }

    private func summary(separator: String) -> String {
        var parts: [String] = []
        if let fraction { parts.append("\(Int((fraction * 100).rounded(.down)))%") }
        parts.append("\(grouped(rows)) rows")
        if refused > 0 { parts.append("\(grouped(refused)) refused") }
        if let rowsPerSecond { parts.append("\(grouped(Int(rowsPerSecond.rounded())))/s") }
        if fraction == 1 {
            parts.append("in \(clock(elapsed))")
        } else if let remaining {
            parts.append("ETA \(clock(remaining))")
        }
        return parts.joined(separator: separator)
    }

    /// `1,048,576`.
    private func grouped(_ value: Int) -> String {
        var text = String(value)
        var end = text.count
        while end > 3 {
            end -= 3
            text.insert(",", at: text.index(text.startIndex, offsetBy: end))
        }
        return text
    }

    /// `0:42`, `3:07`, `1:03:07`.
    private func clock(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let pad = { (value: Int64) in value < 10 ? "0\(value)" : "\(value)" }
        let minutes = seconds / 60
        return minutes < 60
            ? "\(minutes):\(pad(seconds % 60))" : "\(minutes / 60):\(pad(minutes % 60)):\(pad(seconds % 60))"
    }
}
