import CRMCore
package import CRMPlatform

/// ```
/// GET /api/account   the account of the credential
/// PUT /api/account   its name
/// ```
enum AccountRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init("/api/account", "The account of the credential.", scope: .accountRead), NoInput.self, tag: .whole
        ) { _, work in
            Answer(try AccountStore(work.session).find(work.account.key) ?? work.account)
        },
        .write(
            .put, .init("/api/account", "Renames the account.", scope: .accountWrite), Rename.self, tag: .whole,
            current: { _, work in try AccountStore(work.session).locked(work.account.key) ?? work.account },
            change: { input, work in
                let store = AccountStore(work.session)
                if let name = input.name { try store.rename(work.account.key, name, at: work.now) }
                return Answer(try store.find(work.account.key) ?? work.account)
            }),
    ]

    struct Rename: RequestInput {
        let name: String?

        init(_ request: RequestReader) {
            name = request.body.given("name", .text(max: AccountLimits.name))
        }
    }
}

/// Bounds on an account's fields.
package enum AccountLimits {
    /// Characters of a name.
    package static let name = 200
}

extension Account: JSONObjectEncodable {
    package static let typeName = "Account"

    package static let fields: [OutputField<Account>] = [
        OutputField("userId") { $0.userID },
        OutputField("name") { $0.name },
        OutputField("currency", "ISO 4217; metrics are in it.") { $0.currency.code },
        OutputField("timeZone", "IANA name; days are counted in it.") { $0.calendar.identifier },
        OutputField("createdAt") { $0.createdAt },
    ]
}
