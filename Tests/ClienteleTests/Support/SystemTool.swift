import CRMCore
import CRMTesting
import Foundation

/// A program of the system that a test cannot do without.
enum SystemTool {
    /// Its path; nil, with the reason printed, where it is missing.
    static func find(_ name: String, for what: String) -> String? {
        if let path = TestCommand.find(name, in: TestCommand.searchPath) { return path }
        print("skipped: \(what) needs \(name), which is not installed (scripts/setup does)")
        return nil
    }

    /// Lets system calls of a running process fail while `body` runs.
    static func failing(
        _ call: String, with error: String, in server: LiveServer, strace: String, folder: TestFolder,
        _ body: () async throws -> Void
    ) async throws {
        let tracer = try ChildProcess(
            program: strace,
            [
                "-f", "-p", String(server.process.processID), "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                "signal=none", "-e", "inject=\(call):error=\(error)",
            ], in: folder.path)
        _ = try await poll(for: "strace") {
            guard tracer.isRunning else { throw TestFailure("strace ended: \(tracer.err.suffix(500))") }
            return tracer.err.contains("attached") ? true : nil
        }
        do {
            try await body()
        } catch {
            tracer.signal(SIGKILL)
            _ = try await tracer.ended()
            throw error
        }
        // The system lets the process go on when its tracer is gone.
        tracer.signal(SIGKILL)
        _ = try await tracer.ended()
    }
}

/// Orders sent one after the other, and which of them were acknowledged.
struct OrderStream {
    let api: API
    private(set) var acknowledged: [String] = []
    private var count = 0

    init(_ api: API) {
        self.api = api
    }

    /// Sends the next order; gives the answer and the time that it took.
    mutating func send() async throws -> (answer: HTTPAnswer, time: Duration) {
        count += 1
        let id = "order-\(count)-x"
        let start = ContinuousClock.now
        let answer = try await api.post(
            "/api/customers/orders",
            [
                "orderId": .string(id), "customerId": .string("customer-\(count % 50)"),
                "placedAt": "2026-01-05T10:00:00Z", "total": 5,
            ])
        if answer.status == 201 { acknowledged.append(id) }
        return (answer, ContinuousClock.now - start)
    }
}
