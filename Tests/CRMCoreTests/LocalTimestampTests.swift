import CRMCore
import Testing

@Suite struct LocalTimestampTests {
    @Test(
        arguments: [
            ("2025-10-07", "2025-10-07T00:00:00Z", nil), ("20251007", "2025-10-07T00:00:00Z", nil),
            ("2025-10-07 09:50", "2025-10-07T09:50:00Z", nil), ("2025-10-07T09:50:26", "2025-10-07T09:50:26Z", nil),
            ("20251007 09:50:26.5", "2025-10-07T09:50:26.500Z", nil),
            ("2025-10-07 09:50:26 +0200", "2025-10-07T09:50:26Z", 120),
            ("2025-10-07T09:50:26-03:30", "2025-10-07T09:50:26Z", -210),
            ("2025-10-07T09:50Z", "2025-10-07T09:50:00Z", 0),
            ("2025-10-07 09:50:26 UTC", "2025-10-07T09:50:26Z", 0),
        ] as [(String, String, Int?)])
    func `the reading and the offset are kept apart`(text: String, local: String, offset: Int?) throws {
        let stamp = try #require(LocalTimestamp(text))
        #expect(stamp.local.rfc3339 == local)
        #expect(stamp.offsetMinutes == offset)
    }

    @Test(arguments: [
        "", "2025-10-7", "2025-10-07Z", "2025-10-07+02:00", "2025-10-07 ", "2025-10-07T", "2025-10-07 09",
        "2025-1007", "20251007T", "2025100709:50", "2025-04-31", "20250431", "0000-01-01", "99999-01-01",
        "2025-10-07 24:00", "2025-10-07 09:50 Europe/Berlin",
    ])
    func `what is no timestamp is refused`(text: String) {
        #expect(LocalTimestamp(text) == nil)
    }

    @Test func `a written offset wins over the calendar`() throws {
        let berlin = try #require(DayCalendar(identifier: "Europe/Berlin"))
        let written = try #require(LocalTimestamp("2025-10-07 09:50:26 -0500"))
        #expect(written.instant(in: berlin).rfc3339 == "2025-10-07T14:50:26Z")
        let local = try #require(LocalTimestamp("2025-10-07 09:50:26"))
        #expect(local.instant(in: berlin).rfc3339 == "2025-10-07T07:50:26Z")
        #expect(local.instant(in: .utc).rfc3339 == "2025-10-07T09:50:26Z")
    }

    @Test func `a part of a text is read as such`() {
        #expect(LocalTimestamp("on 2025-10-07".dropFirst(3))?.local.rfc3339 == "2025-10-07T00:00:00Z")
    }
}
