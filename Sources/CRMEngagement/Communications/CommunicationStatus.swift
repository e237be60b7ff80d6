package import CRMCore
import CRMDatabase
import CRMPlatform

/// How far a message has come, in the order in which one status replaces another.
///
/// The last three are final. Of several final ones that are told the gravest stands: a complaint says the most of the
/// customer's wish, a bounce more of the address than a failure to send.
package enum CommunicationStatus: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case queued, sent, delivered, opened, clicked, replied
    case failed, bounced, complained

    /// What a message is logged as when nothing is told.
    package static func standard(_ direction: CommunicationDirection) -> CommunicationStatus {
        direction == .outbound ? .sent : .delivered
    }

    /// Whether a message with this status has been on its way.
    var isSent: Bool { self != .queued && self != .failed }
}

extension CommunicationStatus: Comparable {
    private var rank: Int {
        switch self {
        case .queued: 0
        case .sent: 1
        case .delivered: 2
        case .opened: 3
        case .clicked: 4
        case .replied: 5
        case .failed: 6
        case .bounced: 7
        case .complained: 8
        }
    }

    package static func < (left: CommunicationStatus, right: CommunicationStatus) -> Bool { left.rank < right.rank }
}

/// What follows from the events of one message: the highest status, and the first time of each.
///
/// Both are the greatest and the least of a set, so that the order and the number of tellings do not matter.
package struct CommunicationState: Sendable, Hashable {
    package let status: CommunicationStatus
    package private(set) var sentAt: Instant?
    package private(set) var deliveredAt: Instant?
    package private(set) var openedAt: Instant?
    package private(set) var clickedAt: Instant?
    package private(set) var repliedAt: Instant?
    package private(set) var bouncedAt: Instant?

    /// As stored.
    init(
        _ status: CommunicationStatus, sentAt: Instant?, deliveredAt: Instant?, openedAt: Instant?,
        clickedAt: Instant?, repliedAt: Instant?, bouncedAt: Instant?
    ) {
        self.status = status
        self.sentAt = sentAt
        self.deliveredAt = deliveredAt
        self.openedAt = openedAt
        self.clickedAt = clickedAt
        self.repliedAt = repliedAt
        self.bouncedAt = bouncedAt
    }

    /// After the first event of a message.
    package init(_ status: CommunicationStatus, at time: Instant) {
        self.init(
            status, sentAt: nil, deliveredAt: nil, openedAt: nil, clickedAt: nil, repliedAt: nil, bouncedAt: nil)
        note(status, time)
    }

    /// After one more event.
    package func after(_ status: CommunicationStatus, at time: Instant) -> CommunicationState {
        var next = CommunicationState(
            max(self.status, status), sentAt: sentAt, deliveredAt: deliveredAt, openedAt: openedAt,
            clickedAt: clickedAt, repliedAt: repliedAt, bouncedAt: bouncedAt)
        next.note(status, time)
        return next
    }

    private mutating func note(_ status: CommunicationStatus, _ time: Instant) {
        guard let place = Self.place(of: status) else { return }
        self[keyPath: place] = self[keyPath: place].map { min($0, time) } ?? time
    }

    /// Where the first time of a status is kept; nil for those of which only the events tell the time.
    private static func place(of status: CommunicationStatus) -> WritableKeyPath<CommunicationState, Instant?>? {
        switch status {
        case .sent: \.sentAt
        case .delivered: \.deliveredAt
        case .opened: \.openedAt
        case .clicked: \.clickedAt
        case .replied: \.repliedAt
        case .bounced: \.bouncedAt
        case .queued, .failed, .complained: nil
        }
    }
}
