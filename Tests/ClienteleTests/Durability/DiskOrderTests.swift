import CRMCore
import CRMTesting
import Foundation
import Testing

/// Whether an answer waits for the disk.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DiskOrderTests {
    private static let requests = 500
    private static let clients = 16

    @Test func `2: every 2xx for a write comes after the fdatasync of its commit`() async throws {
        guard let strace = SystemTool.find("strace", for: "the test of what reaches the disk first") else { return }
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let record = stage.folder.file("calls.txt")
            // As a process beside the server, which stays the test's own child.
            let wrapper = [
                strace, "-D", "-f", "-y", "-q", "-s", "4096", "-o", record, "-e", "signal=none", "-e",
                "trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg",
            ]
            let server = try await LiveServer.start(database: stage.address, in: stage.folder, wrapper: wrapper)
            try await server.ready()
            let ids = (0..<Self.requests).map { "order-\($0)-x" }
            try await send(ids, shop.api(server))
            try await #expect(server.stop() == .exited(0))
            let trace = try await poll(for: "the end of the record") { try CallRecord.finished(record) }
            check(ids, trace)
        }
    }

    private func send(_ ids: [String], _ api: API) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<Self.clients {
                group.addTask {
                    for index in stride(from: client, to: ids.count, by: Self.clients) {
                        let answer = try await api.post(
                            "/api/customers/orders",
                            [
                                "orderId": .string(ids[index]), "customerId": .string("customer-\(index % 40)"),
                                "placedAt": "2026-01-05T10:00:00Z", "total": 5,
                            ])
                        #expect(answer.status == 201, "\(answer.text)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func check(_ ids: [String], _ trace: CallRecord) {
        let syncs = trace.calls.filter { $0.isSync && $0.isOnLog }
        let (writtenAt, answeredAt) = trace.firstCalls
        var late = 0
        for id in ids {
            // Written to the log for the first time, brought to the disk, answered.
            guard let written = writtenAt[id], let answered = answeredAt[id] else {
                Issue.record("\(id) is not in the record")
                continue
            }
            let synced = syncs.first { $0.start > written.end }
            let isInTime = synced.map { $0.end < answered.start && $0.hasSucceeded } ?? false
            if !isInTime { late += 1 }
        }
        #expect(late == 0, "answers that came before the disk had the commit")
        print("\(ids.count) writes were acknowledged after \(syncs.count) waits for the disk")
    }
}

/// The system calls of a process as strace wrote them down.
private struct CallRecord {
    struct Call {
        let name: String
        let text: String
        /// Places in the record: where the call began and where it was over.
        let start: Int
        var end: Int
        var hasSucceeded: Bool

        var isSync: Bool { name == "fdatasync" || name == "fsync" }
        var isOnLog: Bool { text.contains("-wal>") }
    }

    private(set) var calls: [Call] = []

    /// The record once the process has ended and all of it was written; nil before.
    static func finished(_ path: String) throws -> CallRecord? {
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let lines = text.split(separator: "\n")
        guard lines.last?.contains("+++ exited") == true else { return nil }
        return CallRecord(lines)
    }

    /// The first write to the log and the first answer that hold each order's id.
    var firstCalls: (written: [String: Call], answered: [String: Call]) {
        var (written, answered): ([String: Call], [String: Call]) = ([:], [:])
        for call in calls where !call.isSync {
            for part in call.text.components(separatedBy: "order-").dropFirst() {
                let digits = part.prefix { $0.isNumber }
                guard !digits.isEmpty, part.dropFirst(digits.count).hasPrefix("-x") else { continue }
                let id = "order-\(digits)-x"
                if call.name != "pwrite64" {
                    answered[id] = answered[id] ?? call
                } else if call.isOnLog {
                    written[id] = written[id] ?? call
                }
            }
        }
        return (written, answered)
    }

    private init(_ lines: [Substring]) {
        var open: [Substring: Int] = [:]
        for (place, line) in lines.enumerated() {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let (thread, text) = (parts[0], parts[1].drop { $0 == " " })
            if text.hasPrefix("<... ") {
                guard let index = open.removeValue(forKey: thread) else { continue }
                calls[index].end = place
                calls[index].hasSucceeded = text.hasSuffix("= 0")
                continue
            }
            guard let parenthesis = text.firstIndex(of: "(") else { continue }
            let isOpen = text.hasSuffix("<unfinished ...>")
            if isOpen { open[thread] = calls.count }
            calls.append(
                Call(
                    name: String(text[..<parenthesis]), text: String(text), start: place,
                    end: isOpen ? .max : place, hasSucceeded: text.hasSuffix("= 0")))
        }
    }
}
