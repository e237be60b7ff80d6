package import CRMCore
import Foundation

/// What the operating system knows of this process, under the names that Prometheus' own clients use.
package struct ProcessMetrics: MetricSource {
    private let version: String
    private let started: Instant

    package init(version: String, started: Instant) {
        self.version = version
        self.started = started
    }

    package func families() async -> [MetricFamily] {
        var families = [
            MetricFamily(
                "clientele_build_info", .gauge, "The version that runs, as a label.", [.init(1, [("version", version)])]
            ),
            MetricFamily(
                "process_start_time_seconds", .gauge, "Start of the process, in seconds since 1970.",
                [.init(Double(started.milliseconds) / 1000)]),
            MetricFamily(
                "process_cpu_seconds_total", .counter, "Time of processors that was used.", [.init(cpuSeconds)]),
        ]
        if let residentBytes {
            families.append(
                MetricFamily(
                    "process_resident_memory_bytes", .gauge, "Memory in use.", [.init(Double(residentBytes))]))
        }
        if let openDescriptors {
            families.append(
                MetricFamily("process_open_fds", .gauge, "Open file descriptors.", [.init(Double(openDescriptors))]))
        }
        return families
    }

    private var cpuSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    /// Nil where there is no `/proc`.
    private var residentBytes: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }

    /// Nil where there is no `/proc`; the one of the look itself is not counted.
    private var openDescriptors: Int? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else { return nil }
        return names.count - 1
    }
}
