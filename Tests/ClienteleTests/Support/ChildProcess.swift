import CRMTesting
import Foundation
import Synchronization

/// How a process ended.
enum ProcessEnd: Sendable, Equatable {
    case exited(Int32)
    case killed(signal: Int32)
}

/// The binary running as a child, with its output in files; a child that is let go is killed.
final class ChildProcess: Sendable {
    let processID: pid_t
    /// Holds `stdout` and `stderr` of the child.
    private let outPath: String
    private let errPath: String
    private let end = Mutex<ProcessEnd?>(nil)

    /// What a child inherits of the environment: nothing that names a setting of the product.
    private static let inheritedVariables = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "TZDIR"]

    /// Starts the binary, or another program, with its standard input taken from `input`, a path or a descriptor.
    init(
        program: String? = nil, _ arguments: [String], environment: [String: String] = [:], in folder: String,
        input: Input = .nothing
    ) throws {
        let program = try program ?? ClienteleBinary.path()
        let name = "\(folder)/\(UUID().uuidString)"
        (outPath, errPath) = (name + ".out", name + ".err")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        switch input {
        case .nothing: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        case .file(let path): posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0)
        case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, outPath, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errPath, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let variables = Self.environment(environment).map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, nil, words, variables)
        guard code == 0 else { throw TestFailure("\(program) cannot be run: \(String(cString: strerror(code)))") }
        processID = child
        startReaper()
    }

    /// Where a child reads from.
    enum Input {
        case nothing
        case file(String)
        case descriptor(Int32)
    }

    deinit { signal(SIGKILL) }

    private static func environment(_ own: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment.filter { inheritedVariables.contains($0.key) }
            .merging(own) { _, new in new }
    }

    /// Waits on a thread of its own and keeps the end; the number stays the child's until it is reaped under the lock.
    private func startReaper() {
        let thread = Thread { [weak self, processID] in
            var info = siginfo_t()
            while waitid(P_PID, id_t(processID), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
            guard let self else {
                waitpid(processID, nil, 0)
                return
            }
            self.end.withLock { end in
                var status: Int32 = 0
                waitpid(processID, &status, 0)
                end = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: status & 0x7f)
            }
        }
        thread.start()
    }

    /// Sends a signal to a child that still runs.
    func signal(_ number: Int32) {
        end.withLock { end in if end == nil { kill(processID, number) } }
    }

    var isRunning: Bool { end.withLock { $0 == nil } }

    /// Everything printed to standard output so far.
    var out: String { Self.text(outPath) }

    /// Everything printed to standard error so far.
    var err: String { Self.text(errPath) }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// How the child ended; throws, and kills it, when it has not within the limit.
    func ended(within limit: Duration = .seconds(120)) async throws -> ProcessEnd {
        do {
            return try await poll(for: "the end of process \(processID)", within: limit) { end.withLock { $0 } }
        } catch {
            signal(SIGKILL)
            throw TestFailure("\(error); it said: \(err.suffix(2000))")
        }
    }
}
