package import CRMCore

/// Where work that no request started finds its accounts.
package protocol AccountSource: Sendable {
    /// The account of that key; nil when it is gone.
    func account(_ key: AccountKey) async throws -> Account?

    /// The next accounts by rising key, at most `limit`; from the first one when `key` is nil.
    func accounts(after key: AccountKey?, limit: Int) async throws -> [Account]
}
