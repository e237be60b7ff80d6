import CRMCore
import Foundation
import Synchronization

/// What clients sent and what was answered, by kind of write.
final class KillRecord: Sendable {
    enum Kind: Sendable { case order, event, redemption }

    private struct State {
        var sent: [Kind: Set<String>] = [:]
        var acknowledged: [Kind: Set<String>] = [:]
        var refusals: [String] = []
    }

    private let state = Mutex(State())

    /// Writes that were answered, of all kinds.
    var acknowledgedCount: Int { state.withLock { $0.acknowledged.values.reduce(0) { $0 + $1.count } } }
    /// The first answers that were not good.
    var refusals: [String] { state.withLock { Array($0.refusals.prefix(5)) } }

    func ids(_ kind: Kind) -> (acknowledged: Set<String>, sent: Set<String>) {
        state.withLock { ($0.acknowledged[kind, default: []], $0.sent[kind, default: []]) }
    }

    func willSend(_ ids: [String], _ kind: Kind) { state.withLock { $0.sent[kind, default: []].formUnion(ids) } }
    func answered(_ ids: [String], _ kind: Kind) {
        state.withLock { $0.acknowledged[kind, default: []].formUnion(ids) }
    }
    func refused(_ why: String) { state.withLock { $0.refusals.append(why) } }
}

/// One client on one connection: orders one by one and many in one request, events, and redemptions of one balance.
struct KillWriter: Sendable {
    let api: API
    let program: String
    /// What the ids of this writer begin with.
    let name: String
    /// Orders of one NDJSON request.
    let linesPerRequest: Int
    /// Whose points are redeemed and who sends the events of every writer.
    let customer: String
    let record: KillRecord

    /// Writes until the connection ends.
    func run() {
        guard let connection = try? HTTPConnection(port: api.port) else { return }
        var number = 0
        while true {
            number += 1
            let write = self.write(number)
            record.willSend(write.ids, write.kind)
            do {
                try connection.send(request(write))
                let answer = try connection.answer(to: "POST")
                guard (200...201).contains(answer.status) else {
                    return record.refused("\(write.path): \(answer.status) \(answer.text.prefix(200))")
                }
                record.answered(write.ids, write.kind)
            } catch {
                // The server is gone; whether the last request went in is not known.
                return
            }
        }
    }

    private struct Write {
        let kind: KillRecord.Kind
        let ids: [String]
        let path: String
        let type: String
        let body: String
    }

    private func write(_ number: Int) -> Write {
        let id = "\(name)-\(number)"
        switch number % 4 {
        case 0:
            let ids = (0..<linesPerRequest).map { "\(id)/\($0)" }
            return Write(
                kind: .order, ids: ids, path: "orders", type: "application/x-ndjson",
                body: ids.map { order($0).text }.joined(separator: "\n"))
        case 1:
            return Write(kind: .order, ids: [id], path: "orders", type: Self.json, body: order(id).text)
        case 2:
            let event: JSON = [
                "customerId": .string(customer), "eventId": .string(id), "interactionType": "visit",
                "occurredAt": "2026-01-01T00:00:00Z",
            ]
            return Write(kind: .event, ids: [id], path: "interactions", type: Self.json, body: event.text)
        default:
            let redemption: JSON = [
                "userId": .string(api.userID), "customerId": .string(customer), "loyaltyProgramId": .string(program),
                "action": "redeem", "points": 1, "reference": .string(id),
            ]
            return Write(kind: .redemption, ids: [id], path: "loyalty-points", type: Self.json, body: redemption.text)
        }
    }

    private static let json = "application/json"

    private func request(_ write: Write) -> [UInt8] {
        api.request(
            "POST", "/api/customers/\(write.path)",
            headers: [("Content-Type", write.type), ("Connection", "keep-alive")], body: Array(write.body.utf8))
    }

    /// Orders of few customers, so that their metrics are written again and again.
    private func order(_ id: String) -> JSON {
        [
            "orderId": .string(id), "customerId": .string(buyer(id)), "placedAt": "2026-01-01T00:00:00Z",
            "total": .number("12.5"), "lines": [["sku": "A", "quantity": 1, "unitPrice": .number("12.5")]],
        ]
    }

    private func buyer(_ id: String) -> String { "customer-\(abs(id.hashValue) % 50)" }
}
