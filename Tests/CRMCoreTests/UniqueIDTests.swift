import CRMCore
import Testing

@Suite struct UniqueIDTests {
    @Test func `the example of RFC 9562 comes out`() {
        // Appendix A.6: 2022-02-22T19:22:22Z, rand_a CC3, rand_b 18C4DC0C0C07398F.
        let id = UniqueID(at: Instant(milliseconds: 0x017F_22E2_79B0), random: (0xCC3, 0x18C4_DC0C_0C07_398F))
        #expect(id.text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test(arguments: [
        (UInt64.min, UInt64.min, "00000000-0000-7000-8000-000000000000"),
        (UInt64.max, UInt64.max, "00000000-0000-7fff-bfff-ffffffffffff"),
    ])
    func `version and variant stay, whatever the random bits`(first: UInt64, second: UInt64, expected: String) {
        #expect(UniqueID(at: Instant(milliseconds: 0), random: (first, second)).text == expected)
    }

    @Test func `every id has the form of version 7 and the order of time`() {
        var random = SeededGenerator("ids")
        var instant = Instant(milliseconds: 0)
        var last = ""
        for _ in 0..<2000 {
            instant = instant.advanced(milliseconds: Int64.random(in: 1...100_000_000_000, using: &random))
            let id = UniqueID(at: instant, random: (random.next(), random.next())).text
            let isWellFormed =
                id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
            if !isWellFormed || id <= last { Issue.record("\(id) after \(last), seed \(random.seed)") }
            last = id
        }
    }

    @Test func `the same input gives the same id and fresh ones differ`() {
        let instant = Instant(milliseconds: 1_759_823_426_000)
        #expect(UniqueID(at: instant, random: (1, 2)) == UniqueID(at: instant, random: (1, 2)))
        #expect(Set((0..<1000).map { _ in UniqueID(at: instant).text }).count == 1000)
    }
}
