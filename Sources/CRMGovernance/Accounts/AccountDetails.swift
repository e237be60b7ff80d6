import CRMCore
import CRMDatabase
package import CRMPlatform

/// An account with its settings, as its own people see it.
package struct AccountDetails: Sendable {
    let account: Account
    /// BCP 47; nil when nobody told it.
    let language: String?
    /// Nil: the standard for the currency.
    let display: CurrencyDisplay?
    /// The change of the time zone that is under way.
    let change: TimeZoneChange?

    /// A change of the time zone that is not done yet.
    package struct TimeZoneChange: Sendable {
        let calendar: DayCalendar
        let jobID: String
    }
}

extension AccountDetails: JSONObjectEncodable {
    package static let typeName = "Account"

    package static let fields: [OutputField<AccountDetails>] = [
        OutputField("userId") { $0.account.userID },
        OutputField("name") { $0.account.name },
        OutputField("currency", "ISO 4217; metrics are in it.") { $0.account.currency.code },
        OutputField("currencyDisplay", "How amounts are to be shown to people; answers hold plain numbers.") {
            $0.display ?? .standard(for: $0.account.currency)
        },
        OutputField("language", "BCP 47; null when it is not told.") { $0.language },
        OutputField("timeZone", "IANA name; days are counted in it.") { $0.account.calendar.identifier },
        OutputField("timeZoneChange", "The change that is under way; null otherwise.") { $0.change },
        OutputField("createdAt") { $0.account.createdAt },
    ]
}

extension AccountDetails.TimeZoneChange: JSONObjectEncodable {
    package static let typeName = "TimeZoneChange"

    package static let fields: [OutputField<Self>] = [
        OutputField("timeZone", "To which it goes.") { $0.calendar.identifier },
        OutputField("jobId", "The job that does it.") { $0.jobID },
    ]
}

/// As commands tell it.
extension Account: JSONObjectEncodable {
    package static let typeName = "AccountSummary"

    package static let fields: [OutputField<Account>] = [
        OutputField("userId") { $0.userID },
        OutputField("name") { $0.name },
        OutputField("currency") { $0.currency.code },
        OutputField("timeZone") { $0.calendar.identifier },
        OutputField("createdAt") { $0.createdAt },
    ]
}
