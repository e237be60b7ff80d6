import CRMCore
import CRMTesting
import Foundation
import Synchronization

/// An answer as it came over the wire.
struct HTTPAnswer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// The first header of that name, whatever its case.
    subscript(header name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> JSON {
        do {
            return try JSONParser.parse(body, limits: .stored)
        } catch {
            throw TestFailure("Status \(status) without JSON: \(text.prefix(500))")
        }
    }
}

/// A connection on which a test decides what arrives when. Each wait on it is bounded.
final class HTTPConnection: Sendable {
    private let descriptor: Int32
    private let received = Mutex<[UInt8]>([])

    /// Seconds for which one read or write may wait.
    private static let silenceSeconds = 60

    /// Why there is no answer.
    enum Failure: Error {
        /// Nobody listens.
        case refused
        /// The server closed before the first byte of an answer.
        case closed
        /// The server closed within an answer.
        case truncated(String)
    }

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw TestFailure("No socket can be made.") }
        var silence = timeval(tv_sec: HTTPConnection.silenceSeconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &silence, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failure.refused }
    }

    deinit { close(descriptor) }

    /// Lets the system hold only a few bytes that the server has not taken yet.
    func limitSendBuffer() {
        var bytes: Int32 = 4096
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Writes all bytes; throws ``Failure/closed`` when the server takes no more.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.send(
                    descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure.closed }
            sent += count
        }
    }

    /// The next answer; to `HEAD` it has no body whatever its headers say.
    func answer(to method: String = "GET") throws -> HTTPAnswer {
        let head = try readHead()
        var lines = head.components(separatedBy: "\r\n")
        let status = lines.removeFirst().split(separator: " ").dropFirst().first.flatMap { Int($0) }
        guard let status else { throw TestFailure("No answer of HTTP: \(head.prefix(200))") }
        let headers = lines.compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (String(line[..<colon]), value)
        }
        let bare = HTTPAnswer(status: status, headers: headers, body: [])
        if method == "HEAD" || status == 204 || status == 304 { return bare }
        if bare[header: "Transfer-Encoding"]?.lowercased() == "chunked" {
            return HTTPAnswer(status: status, headers: headers, body: try readChunks())
        }
        let length = bare[header: "Content-Length"].flatMap { Int($0) } ?? 0
        return HTTPAnswer(status: status, headers: headers, body: try read(length))
    }

    /// True when the server ends the connection without another byte.
    func isClosedByServer() throws -> Bool {
        let (count, code) = receive()
        if count < 0, code != ECONNRESET { throw TestFailure("The server keeps the connection open.") }
        return count <= 0
    }

    private func readHead() throws -> String {
        let mark = Array("\r\n\r\n".utf8)
        while true {
            let head: String? = received.withLock { received in
                guard let end = received.firstRange(of: mark) else { return nil }
                defer { received.removeSubrange(..<end.upperBound) }
                return String(decoding: received[..<end.lowerBound], as: UTF8.self)
            }
            if let head { return head }
            try readMore()
        }
    }

    private func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = String(decoding: try readLine(), as: UTF8.self)
            guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else {
                throw TestFailure("No size of a chunk: \(line.prefix(50))")
            }
            body += try read(size)
            _ = try readLine()
            if size == 0 { return body }
        }
    }

    private func readLine() throws -> [UInt8] {
        while true {
            let line: [UInt8]? = received.withLock { received in
                guard let end = received.firstRange(of: [13, 10]) else { return nil }
                defer { received.removeSubrange(..<end.upperBound) }
                return Array(received[..<end.lowerBound])
            }
            if let line { return line }
            try readMore()
        }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        while received.withLock({ $0.count }) < count { try readMore() }
        return received.withLock { received in
            defer { received.removeFirst(count) }
            return Array(received.prefix(count))
        }
    }

    private func readMore() throws {
        let (count, code) = receive()
        guard count <= 0 else { return }
        let rest = received.withLock { String(decoding: $0.prefix(200), as: UTF8.self) }
        if count < 0, code == EAGAIN { throw TestFailure("No answer came in \(HTTPConnection.silenceSeconds) s.") }
        throw rest.isEmpty ? Failure.closed : Failure.truncated(rest)
    }

    private func receive() -> (count: Int, code: Int32) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        let code = errno
        if count > 0 { received.withLock { $0.append(contentsOf: buffer.prefix(count)) } }
        return (count, code)
    }
}
