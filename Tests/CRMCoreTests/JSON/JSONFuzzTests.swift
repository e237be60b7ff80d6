import CRMCore
import Testing

/// Whatever comes in, the parser answers with a value or a refusal.
@Suite struct JSONFuzzTests {
    /// Parses; what is accepted must read back from its own text and from its canonical text.
    private func probe(_ bytes: [UInt8], _ seed: UInt64) throws {
        do {
            let json = try JSONParser.parse(bytes)
            let isRight =
                try JSONParser.parse(json.text) == json
                && JSONParser.parse(json.canonicalText).kindName == json.kindName
            if !isRight { Issue.record("\(bytes), seed \(seed)") }
        } catch let error as JSONError {
            if error.detail.isEmpty || ![nil, UInt8(ascii: "/")].contains(error.pointer.utf8.first) {
                Issue.record("\(bytes) gives \(error), seed \(seed)")
            }
        }
    }

    @Test func `random bytes never trap`() throws {
        var random = SeededGenerator("random bytes as JSON")
        let marks =
            Array(#"{}[]",:\u0dD8e+-.19tfn /"#.utf8) + [0x00, 0x1F, 0x20, 0x0A, 0xC3, 0xA9, 0xED, 0xA0, 0xF0, 0xFF]
        for round in 0..<25_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                round % 4 == 0 ? UInt8.random(in: 0...255, using: &random) : marks.randomElement(using: &random) ?? 0
            }
            try probe(bytes, random.seed)
        }
    }

    @Test func `valid texts with some bytes changed, lost, doubled or swapped never trap`() throws {
        var random = SeededGenerator("mutated JSON")
        for _ in 0..<25_000 {
            var bytes = Array(random.tree(depth: 2).text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0...4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[place], at: place)
                case 3: bytes.swapAt(place, Int.random(in: bytes.indices, using: &random))
                default: bytes.removeSubrange(place...)
                }
            }
            try probe(bytes, random.seed)
        }
    }
}
