import CRMCore
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("1970-01-01T00:00:00.001Z", 1),
        ("2025-10-07T07:50:26Z", 1_759_823_426_000), ("1900-01-01T00:00:00Z", -2_208_988_800_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func `known instants are written and read`(text: String, milliseconds: Int64) {
        #expect(Instant(rfc3339: text)?.milliseconds == milliseconds)
        #expect(Instant(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test(arguments: [
        "2025-10-07T07:50:26Z", "2025-10-07t07:50:26z", "2025-10-07 07:50:26Z", "20251007T07:50:26Z",
        "2025-10-07T09:50:26+02:00", "2025-10-07T09:50:26+0200", "2025-10-07 09:50:26 +0200",
        "2025-10-07 09:50:26 +02:00", "2025-10-07 07:50:26 UTC", "2025-10-07 07:50:26UTC", "20251007 07:50:26 UTC",
        "2025-10-07T07:50:26+00:00", "2025-10-07T07:50:26-00:00", "2025-10-06T21:20:26-10:30",
        "2025-10-07T13:35:26+05:45", "2025-10-08T07:49:26+23:59", "2025-10-06T07:51:26-23:59",
        "2025-10-07T07:50:26.0Z", "2025-10-07T07:50:26.000000000Z", "2025-10-07T07:50:26,0Z",
    ])
    func `every spelling of an instant is read`(text: String) {
        #expect(Instant(rfc3339: text)?.rfc3339 == "2025-10-07T07:50:26Z")
    }

    @Test(arguments: 1...9)
    func `fractions are cut after the millisecond`(digits: Int) {
        let fraction = "987654321".prefix(digits)
        let milliseconds = (fraction + "00").prefix(3)
        #expect(
            Instant(rfc3339: "1969-07-20T22:17:40.\(fraction)+02:00")?.rfc3339
                == "1969-07-20T20:17:40.\(milliseconds)Z")
        let zeros = String(repeating: "0", count: digits - 1)
        let expected = [".900", ".090", ".009"].dropFirst(digits - 1).first ?? ""
        #expect(
            Instant(rfc3339: "2025-10-07T00:00:00.\(zeros)9Z")?.rfc3339 == "2025-10-07T00:00:00\(expected)Z")
    }

    @Test(arguments: [
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"), ("1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59Z"),
        ("2016-12-31T23:59:60.5Z", "2016-12-31T23:59:59.500Z"),
    ])
    func `a leap second is the last second of its minute`(text: String, expected: String) {
        #expect(Instant(rfc3339: text)?.rfc3339 == expected)
    }

    @Test func `seconds may be left out`() {
        #expect(Instant(rfc3339: "2025-10-07T07:50Z")?.rfc3339 == "2025-10-07T07:50:00Z")
    }

    @Test(arguments: [
        "", " ", "Z", "now", "2025", "2025-10", "2025-10-07", "20251007", "2025-10-07T", "2025-10-07T07:50:26",
        "2025-13-07T07:50:26Z", "2025-00-07T07:50:26Z", "2025-04-31T07:50:26Z", "2025-02-29T07:50:26Z",
        "1900-02-29T07:50:26Z", "2025-10-00T07:50:26Z", "2025-10-32T07:50:26Z", "0000-01-01T00:00:00Z",
        "2025-10-07T24:00:00Z", "2025-10-07T07:60:26Z", "2025-10-07T07:50:61Z", "2025-10-07T7:50:26Z",
        "2025-10-07T07:5:26Z", "2025-10-07T07:50:6Z", "2025-10-07T07:50:Z", "2025-10-07T07Z", "2025-10-07T075026Z",
        "2025-10-07T07:50:26.Z", "2025-10-07T07:50:26.+02:00", "2025-10-07T07:50:26.1.2Z", "2025-10-07T07:50:26.1",
        "2025-10-07T07:50:26+24:00", "2025-10-07T07:50:26+02:60", "2025-10-07T07:50:26+2:00",
        "2025-10-07T07:50:26+02", "2025-10-07T07:50:26+", "2025-10-07T07:50:26 ", "2025-10-07T07:50:26 Z",
        "2025-10-07T07:50:26Zx", "2025-10-07T07:50:26ZZ", "2025-10-07T07:50:26Z ", " 2025-10-07T07:50:26Z",
        "2025-10-07T07:50:26+02:00Z", "2025-10-07T07:50:26 UTC+1", "2025-10-07T07:50:26 utc", "2025-10-07T07:50:26 CET",
        "2025-1007T07:50:26Z", "202510-07T07:50:26Z", "2025/10/07T07:50:26Z", "25-10-07T07:50:26Z",
        "+2025-10-07T07:50:26Z", "-2025-10-07T07:50:26Z", "12025-10-07T07:50:26Z", "2025-10-07  07:50:26Z",
        "2025-10-07TT07:50:26Z", "2025-10-07T07:50:26\u{2212}02:00", "２０２５-10-07T07:50:26Z", "2025-10-07T07:50:26Z\0",
        "2025-10-07T-7:50:26Z",
    ])
    func `what is no instant is refused`(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test func `an offset cannot carry an instant over the ends of the range`() {
        #expect(Instant(rfc3339: "0001-01-01T00:00:00-00:01") != nil)
        #expect(Instant(rfc3339: "0001-01-01T00:00:00+00:01") == nil)
        #expect(Instant(rfc3339: "9999-12-31T23:59:59.999+00:01") != nil)
        #expect(Instant(rfc3339: "9999-12-31T23:59:59.999-00:01") == nil)
    }

    @Test func `every instant of the range reads back, in any offset`() {
        var random = SeededGenerator("instants")
        let range = Instant.range.lowerBound.milliseconds...Instant.range.upperBound.milliseconds
        for round in 0..<10_000 {
            let bounds = round % 2 == 0 ? range : -2_208_988_800_000...4_102_444_800_000
            let instant = Instant(milliseconds: Int64.random(in: bounds, using: &random))
            guard Instant(rfc3339: instant.rfc3339) == instant else {
                Issue.record("\(instant.milliseconds) is written as \(instant.rfc3339)")
                continue
            }
            let offset = Int64.random(in: -1439...1439, using: &random)
            let local = instant.advanced(milliseconds: offset * 60_000)
            guard Instant.range.contains(local) else { continue }
            let (hours, minutes) = offset.magnitude.quotientAndRemainder(dividingBy: 60)
            let zone = (offset < 0 ? "-" : "+") + (hours < 10 ? "0" : "") + "\(hours):" + (minutes < 10 ? "0" : "")
            let text = local.rfc3339.dropLast() + zone + "\(minutes)"
            if Instant(rfc3339: text) != instant { Issue.record("\(text) is not read as \(instant.rfc3339)") }
        }
    }

    @Test func `the texts of instants sort by time`() {
        var random = SeededGenerator("instants in order")
        let range = Instant.range.lowerBound.milliseconds / 1000...Instant.range.upperBound.milliseconds / 1000
        let instants = (0..<1000).map { _ in
            Instant(milliseconds: Int64.random(in: range, using: &random) * 1000)
        }
        #expect(instants.sorted().map(\.rfc3339) == instants.map(\.rfc3339).sorted())
    }

    @Test(arguments: [Int64.min, Int64.min + 86_399_999, Int64.max])
    func `instants far beyond the range are written without a trap`(milliseconds: Int64) {
        #expect(Instant(milliseconds: milliseconds).rfc3339.hasSuffix("Z"))
    }

    @Test func `random texts never trap`() {
        var random = SeededGenerator("timestamps")
        let pieces = [
            "0", "1", "9", "20", "2025", "-", ":", ".", "T", " ", "+", "Z", "UTC", "-10-07", "é", "\0", "T07:50:26",
        ]
        for _ in 0..<20_000 {
            let text = random.text(of: pieces, upTo: 12)
            if let instant = Instant(rfc3339: text), Instant(rfc3339: instant.rfc3339) != instant {
                Issue.record("\(text) does not read back")
            }
        }
    }
}
