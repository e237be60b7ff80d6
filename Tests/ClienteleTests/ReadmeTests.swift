import CRMTesting
import Foundation
import Testing

/// The README's requests give the answers that the README shows.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ReadmeTests {
    /// A block of shell with the block of JSON that follows it.
    private struct Example {
        let script: String
        let answer: String
    }

    @Test(arguments: TestBackend.allCases)
    func `every request of the README is answered as shown`(_ backend: TestBackend) async throws {
        let examples = try examples()
        #expect(examples.count >= 3)
        try await Stage.with(backend) { stage in
            let loaded = try await stage.run(["demo", "--customers", "50"]).done().err
            let key = try #require(loaded.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("clk_") })
            try await stage.serving { server in
                for example in examples {
                    let script = example.script.replacing("localhost:8080", with: "127.0.0.1:\(server.port)")
                    let answer = try await run("KEY=\(key)\n\(script)", in: stage.folder)
                    #expect(matches(answer, example.answer), "\(script)\n\(answer)\nis not\n\(example.answer)")
                }
            }
        }
    }

    private func run(_ script: String, in folder: TestFolder) async throws -> String {
        let log = folder.file("readme.out")
        let status = try await TestCommand(["/bin/sh", "-c", script], in: folder.path).run(log: log)
        guard status == 0 else { throw TestFailure("exit code \(status): \(script)") }
        return try String(contentsOfFile: log, encoding: .utf8)
    }

    /// Equal but for `…`, which stands for any text without a quotation mark.
    private func matches(_ text: String, _ pattern: String) -> Bool {
        var rest = text.trimmingCharacters(in: .whitespacesAndNewlines)[...]
        for (index, part) in pattern.split(separator: "…", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { rest = rest.drop { $0 != "\"" } }
            guard rest.hasPrefix(part) else { return false }
            rest = rest.dropFirst(part.count)
        }
        return rest.isEmpty
    }

    private func examples() throws -> [Example] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let readme = root.deletingLastPathComponent().appending(path: "README.md")
        let blocks = try String(contentsOf: readme, encoding: .utf8).components(separatedBy: "```")
        var examples: [Example] = []
        // Text and code take turns; a block of JSON is the answer to the block of shell before it.
        for index in stride(from: 3, to: blocks.count, by: 2) where blocks[index].hasPrefix("json\n") {
            guard blocks[index - 2].hasPrefix("sh\n") else { continue }
            let answer = blocks[index].dropFirst("json\n".count).trimmingCharacters(in: .whitespacesAndNewlines)
            examples.append(Example(script: String(blocks[index - 2].dropFirst("sh\n".count)), answer: answer))
        }
        return examples
    }
}
