/// What a customer can do.
package enum ActivityKind: String, Sendable, CaseIterable {
    case visit, cart, review, feedback, purchase, support
    case productReturn = "return"
    case messageSent, messageOpened, messageClicked, messageReplied
}

/// How often a customer did one thing on one day of the account.
package struct Activity: Sendable, Hashable {
    package let kind: ActivityKind
    package let day: CalendarDay
    package let count: Int

    package init(_ kind: ActivityKind, on day: CalendarDay, count: Int = 1) {
        self.kind = kind
        self.day = day
        self.count = count
    }
}
