import CRMCore
import CRMGovernance
import CRMPlatform

extension Commands {
    /// Opens an account.
    package func createAccount(
        name: String, currency: String, timeZone: String, userID: String?
    ) async throws -> CommandReport {
        let name = name.trimmingSpaces()
        let isOneLine = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard (1...AccountLimits.name).contains(name.count), isOneLine else {
            throw UsageError("--name must have 1 to \(AccountLimits.name) characters in one line")
        }
        guard let currency = Currency(currency.uppercased()) else {
            throw UsageError("--currency must be an ISO 4217 code such as USD")
        }
        guard let calendar = DayCalendar(identifier: timeZone) else {
            throw UsageError("--time-zone must be an IANA time zone such as Europe/Berlin")
        }
        let id = try userID.map { text in
            guard let id = UserID(text) else {
                throw UsageError("--user-id must have 1 to \(maximumIDLength) characters")
            }
            return id
        }
        return try await withShop { shop in
            let account = try await shop.createAccount(id, name: name, currency: currency, calendar: calendar)
            return CommandReport(account, text: "Opened \(account.name): userId \(account.userID.value)")
        }
    }

    package func listAccounts() async throws -> CommandReport {
        try await withShop { shop in
            let accounts = try await shop.accounts()
            let lines = accounts.map {
                "\($0.userID.value)  \($0.name)  \($0.currency.code)  \($0.calendar.identifier)"
            }
            return CommandReport(accounts, text: lines.joined(separator: "\n"))
        }
    }

    /// The scopes that a key can have.
    package static var scopes: [String] { Scope.allCases.map(\.rawValue) }

    /// Makes an API key; without scopes it may do everything.
    package func createKey(account: String, name: String, scopes names: [String]) async throws -> CommandReport {
        let scopes = try names.map { name in
            guard let scope = Scope(rawValue: name) else {
                throw UsageError("--scope must be one of \(Commands.scopes.joined(separator: ", "))")
            }
            return scope
        }
        return try await withAccount(account) { shop, account in
            let (id, key) = try await shop.createKey(
                account, name: name, scopes: scopes.isEmpty ? Set(Scope.allCases) : Set(scopes))
            return CommandReport(CreatedKey(id: id, key: key), text: key)
        }
    }

    package func listKeys(account: String) async throws -> CommandReport {
        try await withAccount(account) { shop, account in
            let keys = try await shop.keys(account)
            let lines = keys.map { "\($0.id)  \($0.name)  \($0.revokedAt == nil ? "works" : "revoked")" }
            return CommandReport(keys, text: lines.joined(separator: "\n"))
        }
    }

    package func revokeKey(account: String, id: String) async throws -> CommandReport {
        try await withAccount(account) { shop, account in
            try await shop.revokeKey(account, id)
            return CommandReport(true, text: "Revoked \(id)")
        }
    }
}

/// What `api-key create --json` prints.
struct CreatedKey: JSONObjectEncodable {
    let id: String
    let key: String

    static let typeName = "CreatedKey"
    static let fields: [OutputField<CreatedKey>] = [OutputField("id") { $0.id }, OutputField("key") { $0.key }]
}
