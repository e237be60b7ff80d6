import CRMCore
import CRMEngagement
import CRMTesting
import Testing

@testable import CRMApp

/// What follows from the events of a message, whatever their order.
@Suite struct CommunicationStateTests {
    private struct Event: Hashable {
        let status: CommunicationStatus
        let at: Instant
    }

    private static func state(_ events: [Event]) -> CommunicationState? {
        guard let first = events.first else { return nil }
        return events.dropFirst().reduce(CommunicationState(first.status, at: first.at)) { state, event in
            state.after(event.status, at: event.at)
        }
    }

    /// The same by other words: the events put in order of what replaces what, each time looked up.
    private static func expected(_ events: [Event]) -> (status: CommunicationStatus?, times: [Instant?]) {
        let order: [CommunicationStatus] = [
            .queued, .sent, .delivered, .opened, .clicked, .replied, .failed, .bounced, .complained,
        ]
        let times = [CommunicationStatus.sent, .delivered, .opened, .clicked, .replied, .bounced].map { status in
            events.filter { $0.status == status }.map(\.at).sorted().first
        }
        return (order.last { status in events.contains { $0.status == status } }, times)
    }

    @Test(arguments: 0..<UInt64(TestSize.scaled(400, soak: 20_000)))
    func `every permutation of events, repeated or late, comes to the same`(seed: UInt64) throws {
        var random = SampleRandom(seed: seed)
        let words = CommunicationStatus.allCases
        var events = (0..<(1 + Int(random.next() % 10))).map { _ in
            Event(
                status: words[Int(random.next() % UInt64(words.count))],
                at: Instant(milliseconds: Int64(random.next() % 6)))
        }
        let expected = Self.expected(events)
        for _ in 0..<12 {
            let state = try #require(Self.state(events))
            let times = [
                state.sentAt, state.deliveredAt, state.openedAt, state.clickedAt, state.repliedAt, state.bouncedAt,
            ]
            #expect(state.status == expected.status && times == expected.times, "seed \(seed)")
            for place in events.indices { events.swapAt(place, Int(random.next() % UInt64(events.count))) }
            events.append(events[Int(random.next() % UInt64(events.count))])
        }
    }

    @Test func `what is final stays, and of several final statuses the gravest`() {
        let time = Instant(milliseconds: 1)
        for last in [CommunicationStatus.failed, .bounced, .complained] {
            for other in CommunicationStatus.allCases where other < last {
                #expect(CommunicationState(last, at: time).after(other, at: time).status == last)
                #expect(CommunicationState(other, at: time).after(last, at: time).status == last)
            }
        }
        #expect(CommunicationStatus.allCases.sorted() == CommunicationStatus.allCases)
    }
}
