import Synchronization

/// What one part of the program tells of itself, as Prometheus names it.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// One number: the labels come from closed sets, so that their number is bounded.
    package struct Sample: Sendable {
        let suffix: String
        let labels: [(name: String, value: String)]
        let value: Double

        package init(_ value: Double, _ labels: [(name: String, value: String)] = [], suffix: String = "") {
            self.value = value
            self.labels = labels
            self.suffix = suffix
        }
    }

    /// `clientele_http_requests_total`; a counter ends in `_total`, and the unit stands in the name.
    package let name: String
    package let help: String
    package let kind: Kind
    package var samples: [Sample]

    package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }
}

/// A part of the program that has something to tell: asked whenever `/metrics` is.
package protocol MetricSource: Sendable {
    func families() async -> [MetricFamily]
}

/// All that the program tells of itself.
package final class Metrics: Sendable {
    private let sources = Mutex<[any MetricSource]>([])

    /// For how long one source may think; a database that does not answer takes only its own numbers away.
    private static let patience = Duration.seconds(2)
    /// The version of the text format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package init() {}

    package func register(_ source: any MetricSource) {
        sources.withLock { $0.append(source) }
    }

    /// A number that only rises.
    package func counter(_ name: String, _ help: String) -> Counter {
        let counter = Counter()
        register(OneFamily { MetricFamily(name, .counter, help, [.init(Double(counter.value))]) })
        return counter
    }

    /// A number that is looked up when it is asked for.
    package func gauge(_ name: String, _ help: String, _ read: @escaping @Sendable () -> Double) {
        register(OneFamily { MetricFamily(name, .gauge, help, [.init(read())]) })
    }

    /// Durations by upper bound, in seconds.
    package func histogram(_ name: String, _ help: String, bounds: [Double] = Histogram.requestBounds) -> Histogram {
        let histogram = Histogram(bounds: bounds)
        register(OneFamily { MetricFamily(name, .histogram, help, histogram.samples([])) })
        return histogram
    }

    /// Everything in Prometheus' text format.
    package func text() async -> String {
        var families: [MetricFamily] = []
        for source in sources.withLock({ $0 }) {
            let told = try? await withDeadline(.now.advanced(by: Metrics.patience)) { await source.families() }
            families += told ?? []
        }
        return families.map(\.text).joined()
    }

    private struct OneFamily: MetricSource {
        let make: @Sendable () -> MetricFamily

        func families() async -> [MetricFamily] { [make()] }
    }
}

/// A number that only rises; to add to it takes no lock.
package final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    package init() {}

    package func add(_ amount: Int = 1) { number.wrappingAdd(amount, ordering: .relaxed) }

    package var value: Int { number.load(ordering: .relaxed) }
}

/// Durations counted by upper bound; to note one takes no lock.
package final class Histogram: Sendable {
    private let bounds: [Double]
    /// One for each bound, and one for what lies above them.
    private let counts: [Counter]
    private let microseconds = Counter()

    /// From a millisecond to ten seconds.
    package static let requestBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = (0...bounds.count).map { _ in Counter() }
    }

    package func observe(_ seconds: Double) {
        counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count].add()
        microseconds.add(Int(seconds * 1_000_000))
    }

    package func samples(_ labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
        var sum = 0
        var samples: [MetricFamily.Sample] = []
        for (bound, count) in zip(bounds.map { MetricFamily.number($0) } + ["+Inf"], counts) {
            sum += count.value
            samples.append(.init(Double(sum), labels + [("le", bound)], suffix: "_bucket"))
        }
        samples.append(.init(Double(microseconds.value) / 1_000_000, labels, suffix: "_sum"))
        samples.append(.init(Double(sum), labels, suffix: "_count"))
        return samples
    }
}

extension MetricFamily {
    /// The family with its help and type.
    var text: String {
        var text = "# HELP \(name) \(MetricFamily.escaped(help))\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(MetricFamily.escaped($0.value))\"" }
            text += name + sample.suffix + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}")
            text += " \(MetricFamily.number(sample.value))\n"
        }
        return text
    }

    static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
