import Foundation

/// A program that ran to its end.
struct Finished {
    let status: Int32
    let out: String
    let seconds: Double
    /// Most memory that it held at once.
    let peakBytes: Int

    func mustSucceed(_ what: String, _ log: String) throws -> Finished {
        guard status == 0 else {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw BenchmarkError("\(what) ended with \(status): \(text.suffix(1500)) \(out.suffix(500))")
        }
        return self
    }
}

/// A child process with its output in files.
struct Child {
    let processID: pid_t
    let out: String
    let err: String
    private let started = ContinuousClock.now

    /// Starts the program, reading from nothing; `name` names its output files in the folder.
    init(_ words: [String], name: String, in folder: WorkFolder, environment: [String: String] = [:]) throws {
        out = folder.file("\(name).out")
        err = folder.file("\(name).err")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, err, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let arguments = words.map { strdup($0) } + [nil]
        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let variables = all.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in arguments + variables { free(word) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, words[0], &actions, nil, arguments, variables)
        guard code == 0 else { throw BenchmarkError("\(words[0]) cannot be run: \(String(cString: strerror(code)))") }
        processID = child
    }

    /// Waits for the end.
    func wait() -> Finished {
        var (status, usage): (Int32, rusage) = (0, rusage())
        while wait4(processID, &status, 0, &usage) < 0 && errno == EINTR {}
        let (whole, atto) = (ContinuousClock.now - started).components
        return Finished(
            status: status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f),
            out: (try? String(contentsOfFile: out, encoding: .utf8)) ?? "",
            seconds: Double(whole) + Double(atto) * 1e-18, peakBytes: usage.ru_maxrss * 1024)
    }

    /// Runs a program that must succeed.
    @discardableResult
    static func run(
        _ words: [String], in folder: WorkFolder, environment: [String: String] = [:]
    ) throws -> Finished {
        let child = try Child(words, name: "command", in: folder, environment: environment)
        return try child.wait().mustSucceed(words.prefix(3).joined(separator: " "), child.err)
    }
}

/// A folder for everything that a run writes.
struct WorkFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/clientele-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// What the system tells of a running process.
struct ProcessFacts {
    let residentBytes: Int
    let descriptors: Int

    init(_ processID: pid_t) {
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kilobytes = line.flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Int($0) }
        residentBytes = (kilobytes ?? 0) * 1024
        descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/fd"))?.count ?? 0
    }
}

/// The seconds that `body` takes, and what it gives.
func timed<Value>(_ body: () throws -> Value) rethrows -> (seconds: Double, value: Value) {
    let start = ContinuousClock.now
    let value = try body()
    let (whole, atto) = (ContinuousClock.now - start).components
    return (Double(whole) + Double(atto) * 1e-18, value)
}
