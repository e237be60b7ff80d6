import CRMApp
import CRMCore
import Testing

/// What goes on around the orders of the sample shop.
@Suite struct SampleEngagementTests {
    private static let lastDay = CalendarDay(iso: "2025-10-07")
    private static let shared = Currency("USD").flatMap { currency in
        lastDay.map { SampleShop(seed: 7, customers: 1_200, endingOn: $0, currency: currency, calendar: .utc) }
    }

    private let shop: SampleShop
    private let lastDay: CalendarDay
    private let currency: Currency

    init() throws {
        shop = try #require(Self.shared)
        lastDay = try #require(Self.lastDay)
        currency = try #require(Currency("USD"))
    }

    private func engagement(seed: UInt64) -> SampleEngagement {
        SampleEngagement(seed: seed, shop: shop, endingOn: lastDay, currency: currency, calendar: .utc)
    }

    @Test func `the same seed gives the same, and another seed something else`() {
        let first = engagement(seed: 7)
        #expect(engagement(seed: 7) == first)
        #expect(engagement(seed: 8) != first)
    }

    @Test func `everything happens between the customer's arrival and the shop's last moment`() {
        let arrivals = Dictionary(uniqueKeysWithValues: shop.customers.map { ($0.customerId, $0.createdAt) })
        let closing = DayCalendar.utc.start(of: lastDay.advanced(days: 1))
        let events = engagement(seed: 7).events
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.at <= $1.at })
        for event in events {
            #expect(arrivals[event.customerId].map { $0 <= event.at } == true && event.at < closing, "\(event)")
        }
    }

    @Test func `no list of the shop stays empty, and nothing is out of proportion`() {
        let engagement = engagement(seed: 7)
        var counts: [String: Int] = [:]
        for event in engagement.events {
            switch event.what {
            case .consent(let decision): counts["consent \(decision)", default: 0] += 1
            case .preferences: counts["preferences", default: 0] += 1
            case .message(let message):
                counts[message.campaign == nil ? "message" : "letter \(message.status)", default: 0] += 1
            case .interaction(let interaction): counts["interaction \(interaction.kind)", default: 0] += 1
            case .answer: counts["answer", default: 0] += 1
            case .note(let note): counts["note \(note.remindAt != nil && note.completedAt == nil)", default: 0] += 1
            case .earned: counts["earned", default: 0] += 1
            case .redeemed: counts["redeemed", default: 0] += 1
            }
        }
        let expected: [String: ClosedRange<Int>] = [
            "consent granted": 600...800, "consent denied": 100...250, "consent withdrawn": 10...80,
            "preferences": 80...220, "message": 100...800, "letter opened": 700...1_500, "letter clicked": 250...700,
            "letter bounced": 10...150, "letter sent": 50...300, "letter delivered": 1_000...2_500,
            "interaction visit": 800...4_000, "interaction review": 200...1_500, "interaction support": 60...500,
            "interaction productReturn": 40...400, "answer": 150...300, "note true": 3...60, "note false": 20...200,
            "earned": 700...3_500, "redeemed": 10...400,
        ]
        for (kind, range) in expected { #expect(range.contains(counts[kind] ?? 0), "\(kind): \(counts[kind] ?? 0)") }
        #expect(Set(counts.keys) == Set(expected.keys))
        #expect(engagement.segments.allSatisfy { $0.members.count > 20 })
        #expect(Set(engagement.tags.values.joined()).count == 3)
        #expect(engagement.stock.count == SampleProduct.catalogue.count)
        #expect(engagement.stock.contains { $0.pieces == 0 } && engagement.stock.allSatisfy { $0.price > 0 })
    }
}
