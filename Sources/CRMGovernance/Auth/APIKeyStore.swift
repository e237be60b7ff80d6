package import CRMCore
package import CRMDatabase
package import CRMPlatform

/// The SQL of API keys. They lie outside every account's work, so that it stands over a session alone.
package struct APIKeyStore {
    private let session: any DatabaseSession

    static let sequence = KeySequence("api_key")

    package init(_ session: any DatabaseSession) {
        self.session = session
    }

    private static let columns: SQL = "k.id, k.name, k.scopes, k.created_at, k.last_used_at, k.revoked_at"

    /// Makes a key; the token in the answer is shown once and stored nowhere.
    package func create(_ account: AccountKey, _ draft: APIKeyDraft, at now: Instant) throws -> APIKeyToken {
        let number = try session.reserveKeys(1, from: APIKeyStore.sequence)[0]
        let token = APIKeyToken(account: account, number: number, secret: draft.secret)
        try session.execute(
            """
            INSERT INTO api_keys (user_id, key_number, id, hash, name, scopes, created_at)
            VALUES (\(account), \(number), \(draft.id), \(token.hash), \(draft.name), \(Self.text(draft.scopes)), \(now))
            """)
        return token
    }

    /// The list's sort keys, the standard one first.
    static let sortKeys = [SortKey("createdAt", "k.created_at", .int64), SortKey("updatedAt", changedAt, .int64)]

    /// A key changes once: when it ends.
    private static let changedAt: SQL = "coalesce(k.revoked_at, k.created_at)"

    private static let table = ListTable("api_keys AS k", as: "k", columns: columns, key: "k.key_number")

    /// The account's keys, the newest first.
    package func list(_ account: AccountKey, limit: Int) throws -> [APIKey] {
        try session.all(
            """
            SELECT \(APIKeyStore.columns)
            FROM api_keys AS k
            WHERE k.user_id = \(account)
            ORDER BY k.created_at DESC, k.key_number DESC
            LIMIT \(limit)
            """, decode)
    }

    func list(_ account: Account, _ times: ListTimes, _ listing: Listing) throws -> ListPage<APIKey> {
        let conditions =
            ["k.user_id = \(account.key)"]
            + times.conditions(created: "k.created_at", updated: APIKeyStore.changedAt, in: account.calendar)
        return try listing.page(of: APIKeyStore.table, where: conditions, in: session, decode)
    }

    package func find(_ account: AccountKey, _ id: String) throws -> APIKey? {
        try session.first(
            "SELECT \(APIKeyStore.columns) FROM api_keys AS k WHERE k.user_id = \(account) AND k.id = \(id)", decode)
    }

    /// The key as it stays until this transaction changes it.
    func locked(_ account: AccountKey, _ id: String) throws -> APIKey? {
        try session.first(
            """
            SELECT \(APIKeyStore.columns)
            FROM api_keys AS k
            WHERE k.user_id = \(account) AND k.id = \(id)\(session.dialect.forUpdate)
            """, decode)
    }

    /// Ends a key; one that ended before stays as it was. False when the account has no such key.
    package func revoke(_ account: AccountKey, _ id: String, at now: Instant) throws -> Bool {
        try session.execute(
            """
            UPDATE api_keys
            SET revoked_at = coalesce(revoked_at, \(now))
            WHERE user_id = \(account) AND id = \(id)
            """) > 0
    }

    /// What the look-up of a credential needs: hash, scopes, last use, and its id.
    func credential(
        _ token: APIKeyToken
    ) throws -> (hash: [UInt8], scopes: Set<Scope>, lastUsedAt: Instant?, id: String)? {
        try session.first(
            """
            SELECT hash, scopes, last_used_at, id
            FROM api_keys
            WHERE user_id = \(token.account) AND key_number = \(token.number) AND revoked_at IS NULL
            """
        ) { row in (try row.read(), Self.scopes(try row.read()), try row.read(), try row.read()) }
    }

    func noteUse(_ token: APIKeyToken, at now: Instant) throws {
        try session.execute(
            """
            UPDATE api_keys
            SET last_used_at = \(now)
            WHERE user_id = \(token.account) AND key_number = \(token.number)
            """)
    }

    private func decode(_ row: inout Row) throws -> APIKey {
        APIKey(
            id: try row.read(), name: try row.read(), scopes: Self.scopes(try row.read()), createdAt: try row.read(),
            lastUsedAt: try row.read(), revokedAt: try row.read())
    }

    private static func text(_ scopes: Set<Scope>) -> String {
        scopes.sorted().map(\.rawValue).joined(separator: " ")
    }

    /// A scope that this version does not know grants nothing.
    private static func scopes(_ text: String) -> Set<Scope> {
        Set(text.split(separator: " ").compactMap { Scope(rawValue: String($0)) })
    }
}

/// A key to be made.
package struct APIKeyDraft: Sendable {
    /// Public.
    package let id: String
    let secret: [UInt8]
    let name: String
    let scopes: Set<Scope>

    package init(name: String, scopes: Set<Scope>, at now: Instant, entropy: Entropy) {
        id = entropy.id(at: now).text
        secret = entropy.secret
        self.name = name
        self.scopes = scopes
    }
}
