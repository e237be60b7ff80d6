import Foundation

/// A program run as a child of the test process.
///
/// By `posix_spawn`: Foundation's `Process` takes a program for running as long as a daemon that it left behind lives.
package struct TestCommand: Sendable {
    private let arguments: [String]
    private let folder: String

    /// The program's path first, then its arguments; `folder` is where it runs.
    package init(_ arguments: [String], in folder: String) {
        precondition(!arguments.isEmpty, "a command needs a program")
        self.arguments = arguments
        self.folder = folder
    }

    /// Runs the program to its end and answers with its exit status; what it prints goes to the file `log`.
    package func run(log: String) async throws -> Int32 {
        let child = try spawn(input: nil, log: log)
        return await withCheckedContinuation { continuation in
            Thread {
                var status: Int32 = 0
                while waitpid(child, &status, 0) < 0 && errno == EINTR {}
                let hasExited = status & 0x7f == 0
                continuation.resume(returning: hasExited ? status >> 8 & 0xff : -1)
            }.start()
        }
    }

    /// Starts the program reading from `input`, or from nothing, and answers with its process number.
    func spawn(input: Int32?, log: String = "/dev/null") throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let words = (Self.inFolder + [folder] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, Self.inFolder[0], &actions, nil, words, environ)
        guard code == 0 else { throw TestFailure("\(arguments[0]) cannot be run: \(String(cString: strerror(code))).") }
        return child
    }

    /// The shell changes the folder and then becomes the program.
    private static let inFolder = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\""]

    /// The first of the folders' programs of that name that can be executed.
    package static func find(_ name: String, in folders: [String]) -> String? {
        folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    package static var searchPath: [String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/bin", "/sbin"]
    }
}
