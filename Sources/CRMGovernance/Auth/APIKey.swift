package import CRMCore
package import CRMPlatform
import Crypto

/// An API key as its owner sees it after its making: everything but the secret.
package struct APIKey: Sendable {
    package let id: String
    package let name: String
    package let scopes: Set<Scope>
    package let createdAt: Instant
    package let lastUsedAt: Instant?
    package let revokedAt: Instant?
}

extension APIKey: JSONObjectEncodable {
    package static let typeName = "APIKey"

    package static let fields: [OutputField<APIKey>] = [
        OutputField("id") { $0.id },
        OutputField("name") { $0.name },
        OutputField("scopes") { $0.scopes.sorted() },
        OutputField("createdAt") { $0.createdAt },
        OutputField("lastUsedAt", "To within ten minutes.") { $0.lastUsedAt },
        OutputField("revokedAt", "Null while the key works.") { $0.revokedAt },
    ]
}

extension Scope: ClosedSet {}

/// The secret text of an API key: `clk_`, the account's and the key's number, and 256 random bits.
///
/// The numbers lead to the row without a scan; only the SHA-256 of the text is stored.
package struct APIKeyToken: Sendable {
    package let text: String
    let account: AccountKey
    let number: Int64

    private static let prefix = "clk"
    /// Longer texts are no tokens.
    private static let maximumLength = 128

    init(account: AccountKey, number: Int64, secret: [UInt8]) {
        self.account = account
        self.number = number
        let hex = secret.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let head = [String(account.value, radix: 36), String(number, radix: 36)]
        text = ([APIKeyToken.prefix] + head + [hex]).joined(separator: "_")
    }

    /// Nil when the text has not the form of a token.
    init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard text.utf8.count <= APIKeyToken.maximumLength, parts.count == 4, parts[0] == APIKeyToken.prefix,
            let account = Int64(parts[1], radix: 36), let number = Int64(parts[2], radix: 36)
        else { return nil }
        self.text = text
        self.account = AccountKey(account)
        self.number = number
    }

    /// The account's and the key's number: which key, without its secret.
    var place: String { "\(account.value)/\(number)" }

    var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Compares in a time that does not tell where the hashes differ.
    func matches(_ stored: [UInt8]) -> Bool {
        let own = hash
        guard own.count == stored.count else { return false }
        return zip(own, stored).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
