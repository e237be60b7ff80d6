import CRMCore
import CRMDatabase
import CRMPlatform

/// ```
/// GET /api/account   the account of the credential, with its settings
/// PUT /api/account   changes the given ones
/// ```
enum AccountRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init("/api/account", "The account of the credential, with its settings.", scope: .accountRead),
            NoInput.self, tag: .whole
        ) { _, work in
            Answer(try details(work))
        },
        .write(
            .put,
            .init(
                "/api/account",
                "Changes the given settings of the account; null clears one. Another time zone is the work of a job.",
                scope: .accountWrite, refusals: [AccountError.changing]),
            Update.self, statuses: [200, 202], tag: .whole,
            current: { _, work in try details(work, lock: true) },
            change: { input, work in
                let store = AccountStore(work.session)
                let before = try details(work, lock: true)
                if let name = input.name { try store.rename(work.account.key, name, at: work.now) }
                try store.change(
                    work.account.key, language: input.language, display: input.display, at: work.now)
                if let calendar = input.calendar { try TimeZoneMove(work).request(calendar, in: before) }
                let after = try details(work)
                return Answer(status: input.calendar != nil && after.change != nil ? 202 : 200, after)
            }),
    ]

    private static func details(_ work: Work, lock: Bool = false) throws -> AccountDetails {
        // Removed since the credential was read: a collision.
        guard let details = try AccountStore(work.session).details(work.account.key, lock: lock) else {
            throw DatabaseError.serialization
        }
        return details
    }

    struct Update: RequestInput {
        let name: String?
        let language: Patch<String>
        let display: Patch<CurrencyDisplay>
        let calendar: DayCalendar?

        init(_ request: RequestReader) {
            let body = request.body
            name = body.given("name", .text(max: AccountLimits.name))
            language = body.patch("language", .language)
            let told = body.patch(
                "currencyDisplay", .object(CurrencyDisplayInput.self), "null: the code in front, `USD 1,234.50`.")
            display =
                switch told {
                case .keep: .keep
                case .clear: .clear
                case .set(let input): .set(input.display)
                }
            let zone: String? = body.given(
                "timeZone", .timeZone, "IANA name. A job puts it in force and rewrites the days of all orders.")
            calendar = zone.flatMap { DayCalendar(identifier: $0) }
        }
    }
}

/// Bounds on an account's fields.
package enum AccountLimits {
    /// Characters of a name.
    package static let name = 200
    /// Characters of a currency's symbol.
    static let symbol = 8
}
