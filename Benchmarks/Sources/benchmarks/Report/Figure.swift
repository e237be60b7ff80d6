/// Repeated measurements of one thing.
struct Sample {
    let values: [Double]

    init(_ values: [Double]) { self.values = values.sorted() }

    var median: Double {
        guard !values.isEmpty else { return 0 }
        let middle = values.count / 2
        return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
    }

    /// `120 (110–130)`, or the one value.
    func text(_ unit: String) -> String {
        let spread =
            values.count > 1
            ? " (\(Sample.short(values[0]))–\(Sample.short(values[values.count - 1])))" : ""
        return Sample.short(median) + spread + (unit.isEmpty ? "" : " \(unit)")
    }

    /// Three significant digits, with separators in large numbers.
    static func short(_ value: Double) -> String {
        if value >= 1000 {
            let digits = String(Int(value.rounded()))
            return String(
                digits.reversed().enumerated().map { ($0 > 0 && $0 % 3 == 0 ? ",\($1)" : "\($1)") }.joined().reversed())
        }
        let decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3
        let scale = [1.0, 10, 100, 1000][decimals]
        let text = String((value * scale).rounded() / scale)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

/// One row of the page: what was measured, beside what.
struct Figure {
    let work: String
    let database: DatabaseKind
    let suite: Suite
    let figure: String
    let yardstick: String
    /// How the figure stands to the yardstick; empty where the target is an absolute one.
    let ratio: String
    let target: String

    init(
        _ work: String, _ bench: Bench, _ suite: Suite, figure: String, yardstick: String = "–", ratio: String = "–",
        target: String = "–"
    ) {
        self.work = work
        database = bench.kind
        self.suite = suite
        self.figure = figure
        self.yardstick = yardstick
        self.ratio = ratio
        self.target = target
    }

    /// The share of one sample of the other, round by round, in percent.
    static func percent(_ figures: [Double], of yardsticks: [Double]) -> String {
        Sample(zip(figures, yardsticks).map { $0 / $1 * 100 }).text("%")
    }

    /// How many times the other, round by round.
    static func times(_ figures: [Double], of yardsticks: [Double]) -> String {
        Sample(zip(figures, yardsticks).map { $0 / $1 }).text("×")
    }
}
