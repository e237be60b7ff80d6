import CLibPQ
import CRMDatabase
import Foundation

// Waiting for the server: no longer than the deadline allows, and no longer than it lives.
extension PostgresConnection {
    func flush() throws {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                // The server may have to be read before it reads on.
                let ready = try wait(for: POLLIN | POLLOUT)
                if ready & Int32(POLLIN) != 0, PQconsumeInput(handle) == 0 { throw lost() }
            default: throw lost()
            }
        }
    }

    /// The next result of the exchange; nil at the end of a statement's results.
    func nextResult(isCopying: Bool = false) throws -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            _ = try wait(for: POLLIN)
            if PQconsumeInput(handle) == 0 {
                // A broken connection still hands over the server's last words as a result.
                retire()
                break
            }
        }
        guard let result = PQgetResult(handle) else { return nil }
        switch PQresultStatus(result) {
        case PGRES_COPY_IN where isCopying: return result
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            retire()
            throw DatabaseError.statement(code: "copy", message: "COPY is no statement for this interface")
        default: return result
        }
    }

    private func wait(for events: Int32) throws -> Int32 {
        let patience = deadline.map { $0 + PostgresSettings.deadlineGrace }
        var nextProbe = ContinuousClock.now + PostgresSettings.silenceLimit
        while true {
            var entry = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            guard entry.fd >= 0 else { throw lost() }
            let ready = poll(&entry, 1, Self.millisecondsLeft(until: min(patience ?? nextProbe, nextProbe)))
            if ready > 0 { return Int32(entry.revents) }
            if ready < 0 && errno != EINTR { throw lost() }
            if let patience, patience <= .now {
                // The server does not answer: what it does with the statement is no longer ours to know.
                retire()
                throw DatabaseError.timeout
            }
            if nextProbe <= .now {
                guard isServerAlive() else { throw lost("the server does not answer") }
                nextProbe = .now + PostgresSettings.silenceLimit
            }
        }
    }

    /// Asks the server at the other end for a sign of life, by a connection of its own: a long silence means a long
    /// statement or a dead server.
    private func isServerAlive() -> Bool {
        guard address.isWatched else { return true }
        let answer = address.withKeywords(extra: peer) { PQpingParams($0, $1, PostgresAddress.expandsText) }
        return answer != PQPING_NO_RESPONSE
    }

    /// Of several hosts the one that this connection leads to.
    private var peer: [(keyword: String, value: String)] {
        let facts = [("host", PQhost(handle)), ("hostaddr", PQhostaddr(handle)), ("port", PQport(handle))]
        let known = facts.compactMap { keyword, value in value.map { (keyword, String(cString: $0)) } }
        return known.filter { !$0.1.isEmpty && !$0.1.hasPrefix("/") || $0.0 == "host" } + [
            ("target_session_attrs", "any"), ("connect_timeout", "\(PostgresSettings.probeTimeoutSeconds)"),
        ]
    }

    private static func millisecondsLeft(until instant: ContinuousClock.Instant) -> Int32 {
        let left = ContinuousClock.now.duration(to: instant) / .milliseconds(1)
        return Int32(min(max(left.rounded(.up), 0), 86_400_000))
    }
}
