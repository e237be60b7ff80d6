package import CRMCore

/// The shop on whose data a piece of work acts.
package struct Account: Sendable, Hashable {
    package let key: AccountKey
    /// The id that callers know.
    package let userID: UserID
    package let name: String
    package let currency: Currency
    package let calendar: DayCalendar
    package let createdAt: Instant

    package init(
        key: AccountKey, userID: UserID, name: String, currency: Currency, calendar: DayCalendar, createdAt: Instant
    ) {
        self.key = key
        self.userID = userID
        self.name = name
        self.currency = currency
        self.calendar = calendar
        self.createdAt = createdAt
    }

    package static func == (left: Account, right: Account) -> Bool { left.key == right.key }
    package func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// The account with its days in another time zone.
    package func moved(to calendar: DayCalendar) -> Account {
        Account(
            key: key, userID: userID, name: name, currency: currency, calendar: calendar, createdAt: createdAt)
    }

    /// An amount of this account's currency.
    package func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: currency) }
}

extension AccountKey: SQLBindableKey {}
extension CustomerKey: SQLBindableKey {}
