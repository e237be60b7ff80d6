import Foundation

/// The generated part of the page.
struct Report {
    var figures: [Figure] = []
    private let options: RunOptions

    init(_ options: RunOptions) { self.options = options }

    /// Writes the table between the marks of the page, or prints it.
    func write(to path: String) throws {
        guard path != "-" else { return print(text) }
        try GeneratedPart(name: "benchmarks").replace(in: path, with: text)
    }

    private var text: String {
        let rows = figures.map { figure in
            let command = "`make bench ARGS='--only \(figure.suite.rawValue) --database \(figure.database.rawValue)'`"
            let cells = [
                figure.work, figure.database.title, figure.figure, figure.yardstick, figure.ratio, figure.target,
                command,
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return """
            \(Machine.description)
            \(options.customers) customers, \(options.orders) orders, seed \(options.seed); \(options.rounds) rounds of \
            \(options.seconds) s in which figure and yardstick take turns. Medians; lowest and highest in brackets.

            | Work | Database | Figure | Yardstick | Ratio | Target | Command |
            |---|---|---|---|---|---|---|
            \(rows.joined(separator: "\n"))
            """
    }
}

/// A part of a page that a program writes, between two comments.
struct GeneratedPart {
    let name: String

    func replace(in path: String, with text: String) throws {
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let (begin, end) = ("<!-- generated: \(name) -->", "<!-- end: \(name) -->")
        guard let from = page.range(of: begin), let to = page.range(of: end), from.upperBound <= to.lowerBound else {
            throw BenchmarkError("\(path) lacks the marks \(begin) and \(end)")
        }
        let whole = page[..<from.upperBound] + "\n\n" + text + "\n\n" + page[to.lowerBound...]
        try Data(whole.utf8).write(to: URL(filePath: path))
    }
}

/// The machine that a run was on.
enum Machine {
    static var description: String {
        let cpu = field("model name", in: "/proc/cpuinfo") ?? "unknown processor"
        let memory = field("MemTotal", in: "/proc/meminfo").flatMap { Int($0.split(separator: " ")[0]) } ?? 0
        let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
        let day = ISO8601DateFormatter().string(from: Date()).prefix(10)
        return "Run of \(day): \(cpu), \(ProcessInfo.processInfo.activeProcessorCount) cores, "
            + "\(memory / 1_048_576) GiB, Linux \(kernel.trimmingCharacters(in: .whitespacesAndNewlines))."
    }

    private static func field(_ name: String, in path: String) -> String? {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix(name) }
            .flatMap { $0.split(separator: ":", maxSplits: 1).last }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
