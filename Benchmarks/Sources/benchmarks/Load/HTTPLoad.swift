import Foundation

/// A closed loop of HTTP requests over connections that stay open: each connection sends its next request when it has
/// the answer to the one before. One thread, so that the load takes little of the machine that it measures.
struct HTTPLoad {
    let port: Int
    var connections = 64
    var seconds = 3.0
    /// Ends sooner after so many answers.
    var requests = Int.max

    /// What came of it.
    struct Outcome {
        var answers = 0
        var seconds = 0.0
        /// Answers by their hundreds: `[2: 5000]`.
        var classes: [Int: Int] = [:]
        /// Microseconds of each answer, in rising order.
        var latencies: [UInt32] = []

        var rate: Double { Double(answers) / max(seconds, 1e-9) }

        /// Milliseconds below which the share of the answers lies.
        func quantile(_ share: Double) -> Double {
            guard !latencies.isEmpty else { return 0 }
            return Double(latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))]) / 1000
        }

        /// Itself when every answer is good.
        func allGood(_ what: String) throws -> Outcome {
            let bad = classes.filter { $0.key != 2 }
            guard answers > 0, bad.isEmpty else { throw BenchmarkError("\(what): answers by hundreds: \(classes)") }
            return self
        }
    }

    /// Sends `request(n)` for n = 0, 1, 2, …
    func run(_ request: (Int) -> [UInt8]) throws -> Outcome {
        var outcome = Outcome()
        var sent = 0
        var lanes = try (0..<connections).map { _ in try Connection(port: port) }
        defer { for lane in lanes { lane.close() } }
        let start = ContinuousClock.now
        let end = start.advanced(by: .seconds(seconds))
        for index in lanes.indices where sent < requests {
            try lanes[index].send(request(sent))
            sent += 1
        }
        var waiting = min(sent, lanes.count)
        while waiting > 0 {
            var polls = lanes.map { pollfd(fd: $0.isWaiting ? $0.descriptor : -1, events: Int16(POLLIN), revents: 0) }
            guard poll(&polls, nfds_t(polls.count), Self.silenceMilliseconds) > 0 else {
                throw BenchmarkError("the server is silent")
            }
            for index in lanes.indices where polls[index].revents != 0 {
                guard let answer = try lanes[index].receive() else { continue }
                outcome.answers += 1
                outcome.classes[answer.status / 100, default: 0] += 1
                outcome.latencies.append(answer.microseconds)
                if sent < requests, ContinuousClock.now < end {
                    try lanes[index].send(request(sent))
                    sent += 1
                } else {
                    waiting -= 1
                }
            }
        }
        let (whole, atto) = (ContinuousClock.now - start).components
        outcome.seconds = Double(whole) + Double(atto) * 1e-18
        outcome.latencies.sort()
        return outcome
    }

    private static let silenceMilliseconds: Int32 = 60_000
}

/// One connection that stays open.
struct Connection {
    let descriptor: Int32
    private(set) var isWaiting = false
    private var sentAt = ContinuousClock.now
    private var received: [UInt8] = []

    struct Answer {
        let status: Int
        let microseconds: UInt32
        let body: [UInt8]
    }

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Loopback.address(port: port)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw BenchmarkError("nobody listens on port \(port)") }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    func close() { Foundation.close(descriptor) }

    mutating func send(_ bytes: [UInt8]) throws {
        sentAt = .now
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Self.quiet)
            }
            guard count > 0 else { throw BenchmarkError("the server closed a connection") }
            sent += count
        }
        isWaiting = true
    }

    /// Takes what has come; nil when the answer is not whole yet.
    mutating func receive() throws -> Answer? {
        let count = withUnsafeTemporaryAllocation(byteCount: Self.chunk, alignment: 16) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { received.append(contentsOf: buffer.prefix(count)) }
            return count
        }
        guard count > 0 else { throw BenchmarkError("the server closed a connection") }
        guard let head = Head(received), received.count >= head.length else { return nil }
        let (whole, atto) = (ContinuousClock.now - sentAt).components
        let body = Array(received[head.bodyStart..<head.length])
        received.removeAll(keepingCapacity: true)
        isWaiting = false
        return Answer(
            status: head.status, microseconds: UInt32(clamping: whole * 1_000_000 + atto / 1_000_000_000_000),
            body: body)
    }

    /// Sends one request and waits for its answer.
    mutating func ask(_ bytes: [UInt8]) throws -> Answer {
        try send(bytes)
        while true {
            if let answer = try receive() { return answer }
        }
    }

    private static let chunk = 65_536
    private static let quiet = Int32(MSG_NOSIGNAL)
}

/// What the head of an answer tells: its status and where its body lies.
private struct Head {
    let status: Int
    let bodyStart: Int
    let length: Int

    private static let end = Array("\r\n\r\n".utf8)
    private static let lengthName = Array("content-length:".utf8)

    /// Nil when the head is not whole.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 16, let end = Head.find(Head.end, in: bytes) else { return nil }
        bodyStart = end + Head.end.count
        status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1 &- 48) }
        var body = 0
        if let name = Head.find(Head.lengthName, in: bytes) {
            for byte in bytes[(name + Head.lengthName.count)...].drop(while: { $0 == 32 }) {
                guard (48...57).contains(byte) else { break }
                body = body * 10 + Int(byte - 48)
            }
        }
        length = bodyStart + body
    }

    /// Where the needle, in lower case, begins.
    private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            needle.withUnsafeBufferPointer { needle in
                var at = 0
                while at + needle.count <= bytes.count {
                    var matched = 0
                    while matched < needle.count {
                        let byte = bytes[at + matched]
                        let lower = (65...90).contains(byte) ? byte | 0x20 : byte
                        if lower != needle[matched] { break }
                        matched += 1
                    }
                    if matched == needle.count { return at }
                    at += 1
                }
                return nil
            }
        }
    }
}

enum Loopback {
    static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
