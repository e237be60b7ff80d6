package import CRMCore

/// What a credential may do.
package enum Scope: String, Sendable, CaseIterable, Comparable {
    case profilesRead = "profiles:read"
    case profilesWrite = "profiles:write"
    case addressesRead = "addresses:read"
    case addressesWrite = "addresses:write"
    case preferencesRead = "preferences:read"
    case preferencesWrite = "preferences:write"
    case consentsRead = "consents:read"
    case consentsWrite = "consents:write"
    case notesRead = "notes:read"
    case notesWrite = "notes:write"
    case interactionsRead = "interactions:read"
    case interactionsWrite = "interactions:write"
    case npsRead = "nps:read"
    case npsWrite = "nps:write"
    case ordersRead = "orders:read"
    case ordersWrite = "orders:write"
    case productsRead = "products:read"
    case productsWrite = "products:write"
    case rfmRead = "rfm:read"
    case rfmWrite = "rfm:write"
    case tagsRead = "tags:read"
    case tagsWrite = "tags:write"
    case communicationsRead = "communications:read"
    case communicationsWrite = "communications:write"
    case timelineRead = "timeline:read"
    case segmentsRead = "segments:read"
    case segmentsWrite = "segments:write"
    case analyticsRead = "analytics:read"
    case analyticsWrite = "analytics:write"
    case loyaltyRead = "loyalty:read"
    case loyaltyWrite = "loyalty:write"
    case accountRead = "account:read"
    case accountWrite = "account:write"
    case keysRead = "api-keys:read"
    case keysWrite = "api-keys:write"
    case jobsRead = "jobs:read"
    case jobsWrite = "jobs:write"
    case importsRead = "imports:read"
    case importsWrite = "imports:write"
    case exportsRead = "exports:read"

    package static func < (left: Scope, right: Scope) -> Bool { left.rawValue < right.rawValue }
}

/// Who is asking: an account's credential and its scopes.
package struct Principal: Sendable {
    package let account: Account
    package let scopes: Set<Scope>
    /// Tells the credential from others; no secret.
    package let credential: String
    /// The id by which its owner knows the credential; nil for one that has none.
    package let actor: String?

    package init(account: Account, scopes: Set<Scope>, credential: String, actor: String? = nil) {
        self.account = account
        self.scopes = scopes
        self.credential = credential
        self.actor = actor
    }
}

/// Finds out who sent a credential.
package protocol Authenticator: Sendable {
    /// The principal behind a bearer token; throws ``AccessError/unknownCredential``.
    func authenticate(bearer token: String, deadline: ContinuousClock.Instant) async throws -> Principal

    /// Looks everything up again that it may still know of the account: a credential has changed.
    func forget(_ account: AccountKey)
}

/// Why a request is not let through.
package enum AccessError: DomainError {
    case missingCredential
    case unknownCredential
    case missingScope(Scope)
    case accountMismatch

    package var kind: DomainErrorKind {
        switch self {
        case .missingCredential, .unknownCredential: .unauthenticated
        case .missingScope, .accountMismatch: .forbidden
        }
    }

    package var code: String {
        switch self {
        case .missingCredential: "auth.missing_credential"
        case .unknownCredential: "auth.unknown_credential"
        case .missingScope: "auth.missing_scope"
        case .accountMismatch: "auth.account_mismatch"
        }
    }

    package var detail: String {
        switch self {
        case .missingCredential: "Send an API key: Authorization: Bearer KEY"
        case .unknownCredential: "The API key is unknown, revoked or malformed"
        case .missingScope(let scope): "The API key lacks the scope \(scope.rawValue)"
        case .accountMismatch: "userId is not the account of this API key"
        }
    }
}
