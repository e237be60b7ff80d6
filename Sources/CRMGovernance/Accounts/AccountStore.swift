package import CRMCore
package import CRMDatabase
package import CRMPlatform

/// The SQL of accounts. They lie outside every account, so that it stands over a session alone.
package struct AccountStore {
    private let session: any DatabaseSession

    static let sequence = KeySequence("account")

    package init(_ session: any DatabaseSession) {
        self.session = session
    }

    private static let columns: SQL = "user_id, external_id, name, currency, time_zone, created_at"

    /// Opens an account.
    package func create(
        _ userID: UserID, name: String, currency: Currency, calendar: DayCalendar, at now: Instant
    ) throws -> Account {
        let key = AccountKey(try session.reserveKeys(1, from: AccountStore.sequence)[0])
        try session.execute(
            """
            INSERT INTO accounts (user_id, external_id, name, currency, time_zone, created_at, updated_at)
            VALUES (\(key), \(userID), \(name), \(currency.code), \(calendar.identifier), \(now), \(now))
            """)
        return Account(
            key: key, userID: userID, name: name, currency: currency, calendar: calendar, createdAt: now)
    }

    /// The account of that public id.
    package func find(_ userID: UserID) throws -> Account? {
        try session.first("SELECT \(AccountStore.columns) FROM accounts WHERE external_id = \(userID)", decode)
    }

    func find(_ key: AccountKey) throws -> Account? {
        try session.first("SELECT \(AccountStore.columns) FROM accounts WHERE user_id = \(key)", decode)
    }

    /// Accounts by age, at most `limit`.
    package func list(limit: Int) throws -> [Account] {
        try session.all("SELECT \(AccountStore.columns) FROM accounts ORDER BY user_id LIMIT \(limit)", decode)
    }

    /// Accounts by age behind that of the key, at most `limit`.
    package func list(after key: AccountKey?, limit: Int) throws -> [Account] {
        try session.all(
            """
            SELECT \(AccountStore.columns)
            FROM accounts
            WHERE user_id > \(key ?? AccountKey(Int64.min))
            ORDER BY user_id
            LIMIT \(limit)
            """, decode)
    }

    package func rename(_ key: AccountKey, _ name: String, at now: Instant) throws {
        try session.execute("UPDATE accounts SET name = \(name), updated_at = \(now) WHERE user_id = \(key)")
    }

    // MARK: Settings

    /// The account with its settings; locked, it stays so until this transaction changes it.
    func details(_ key: AccountKey, lock: Bool = false) throws -> AccountDetails? {
        try session.first(
            """
            SELECT \(AccountStore.columns), language, currency_display, next_time_zone, time_zone_job
            FROM accounts
            WHERE user_id = \(key)\(lock ? session.dialect.forUpdate : "")
            """
        ) { row in
            let account = try decode(&row)
            let language = try row.read(String?.self)
            let display = try row.read(String?.self).flatMap { CurrencyDisplay(stored: $0) }
            let (next, job): (String?, String?) = (try row.read(), try row.read())
            let change = next.flatMap { Self.calendars.calendar($0) }.map {
                AccountDetails.TimeZoneChange(calendar: $0, jobID: job ?? "")
            }
            return AccountDetails(account: account, language: language, display: display, change: change)
        }
    }

    /// Writes the given settings.
    func change(_ key: AccountKey, language: Patch<String>, display: Patch<CurrencyDisplay>, at now: Instant) throws {
        let shown: Patch<String> =
            switch display {
            case .keep: .keep
            case .clear: .clear
            case .set(let display): .set(display.jsonText)
            }
        let parts = [language.assignment(to: "language"), shown.assignment(to: "currency_display")].compactMap { $0 }
        guard !parts.isEmpty else { return }
        try session.execute(
            """
            UPDATE accounts
            SET \((parts + ["updated_at = \(now)"]).joined(separator: ", "))
            WHERE user_id = \(key)
            """)
    }

    /// Notes a move to another time zone that a job is to do.
    func noteMove(_ key: AccountKey, to calendar: DayCalendar, job: String, at now: Instant) throws {
        try session.execute(
            """
            UPDATE accounts
            SET next_time_zone = \(calendar.identifier), time_zone_job = \(job), updated_at = \(now)
            WHERE user_id = \(key)
            """)
    }

    /// Puts the time zone in force, once nobody holds the one of before.
    func switchZone(_ key: AccountKey, to calendar: DayCalendar, at now: Instant) throws {
        try session.execute(
            """
            UPDATE accounts
            SET time_zone = \(calendar.identifier), updated_at = \(now)
            WHERE user_id = \(key)
            """)
    }

    /// Notes that the move is done, unless another one was asked for meanwhile.
    func endMove(_ key: AccountKey, to calendar: DayCalendar, at now: Instant) throws {
        try session.execute(
            """
            UPDATE accounts
            SET next_time_zone = NULL, time_zone_job = NULL, updated_at = \(now)
            WHERE user_id = \(key) AND next_time_zone = \(calendar.identifier)
            """)
    }

    private func decode(_ row: inout Row) throws -> Account {
        let (key, userID, name): (AccountKey, UserID, String) = (try row.read(), try row.read(), try row.read())
        let (code, zone) = (try row.read(String.self), try row.read(String.self))
        guard let currency = Currency(code), let calendar = Self.calendars.calendar(zone) else {
            throw DatabaseError.corrupt("the account's currency \(code) or time zone \(zone) is not known here")
        }
        return Account(
            key: key, userID: userID, name: name, currency: currency, calendar: calendar, createdAt: try row.read())
    }

    /// Reading a zone's history takes milliseconds: each is read once.
    private static let calendars = CalendarCache()
}
