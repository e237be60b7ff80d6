import CRMCore
import CRMPlatform

/// Where a run over the customers of an account goes on: the account's jobs keep it as text.
package struct RunCursor<Part>: Sendable, Hashable where Part: RawRepresentable<String> & Sendable & Hashable {
    let part: Part
    let key: CustomerKey
    /// That of the account's rules: a run that began at another one begins anew.
    let revision: Int64
    /// Customers visited so far.
    package let visited: Int

    init(_ part: Part, after key: CustomerKey = .nobody, revision: Int64, visited: Int) {
        self.part = part
        self.key = key
        self.revision = revision
        self.visited = visited
    }

    /// Nil for a text that is no cursor.
    package init?(_ text: String) {
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 4, let part = Part(rawValue: String(words[0])), let key = Int64(words[1]),
            let revision = Int64(words[2]), let visited = Int(words[3])
        else { return nil }
        self.init(part, after: CustomerKey(key), revision: revision, visited: visited)
    }

    package var text: String { "\(part.rawValue):\(key.value):\(revision):\(visited)" }
}

extension JobRun {
    /// Takes steps, each in a transaction of its own, from the checkpoint to the end, and tells how many were visited.
    func walk<Part>(
        _ step: @escaping @Sendable (RunCursor<Part>?, Work) throws -> RunCursor<Part>?
    ) async throws -> JSON {
        var cursor: RunCursor<Part>?
        if case .string(let text)? = checkpoint?["cursor"] { cursor = RunCursor(text) }
        var visited = cursor?.visited ?? 0
        repeat {
            let place = cursor
            cursor = try await self.step { work in
                let next = try step(place, work)
                // At the end the checkpoint stays: behind it there is nothing to do again.
                return JobStep(
                    next, checkpoint: next.map { ["cursor": .string($0.text)] },
                    progress: JobProgress(done: next?.visited ?? place?.visited ?? 0))
            }
            visited = cursor?.visited ?? visited
        } while cursor != nil
        return ["visited": .number(String(visited))]
    }
}
