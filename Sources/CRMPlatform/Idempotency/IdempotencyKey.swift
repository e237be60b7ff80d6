package import CRMCore
import Crypto
import Foundation

/// A caller's own name for one request: however often it is sent, it takes effect once.
package struct IdempotencyKey: Sendable {
    /// The header that carries it.
    package static let header = "Idempotency-Key"
    /// Characters of a key.
    package static let lengths = 1...255
    /// Visible ASCII; a quotation mark in front would begin a quoted string.
    static let pattern = "^[!#-~][!-~]*$"

    private let text: String

    /// Takes visible ASCII, bare or as a quoted string of RFC 9651; nil for anything else.
    package init?(_ sent: String) {
        guard let text = IdempotencyKey.unquoted(sent), IdempotencyKey.lengths.contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.text = text
    }

    private static func unquoted(_ sent: String) -> String? {
        let (quote, escape) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        guard sent.utf8.first == quote else { return sent }
        var result: [UInt8] = []
        var rest = sent.utf8.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case quote: return rest.isEmpty ? String(decoding: result, as: UTF8.self) : nil
            case escape:
                guard let escaped = rest.popFirst(), escaped == quote || escaped == escape else { return nil }
                result.append(escaped)
            default: result.append(byte)
            }
        }
        return nil
    }

    /// All that the database holds of the key.
    var hash: [UInt8] { Array(SHA256.hash(data: Array("clientele idempotency key\n\(text)".utf8))) }

    /// What seals the answer; it cannot be had from the hash.
    func sealingKey(of account: AccountKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(text.utf8)), salt: Array("\(account.value)".utf8),
            info: Array("clientele idempotent answer".utf8), outputByteCount: 32)
    }

    static func malformed() -> InvalidRequest {
        InvalidRequest([
            FieldError(
                pointer: "/\(header)", code: "field.format",
                detail: "must be \(lengths.lowerBound) to \(lengths.upperBound) visible ASCII characters")
        ])
    }
}

/// What tells one request from another that comes under the same key: method, target and body.
struct RequestFingerprint: Sendable, Hashable {
    let bytes: [UInt8]

    init(method: String, target: String, body: [UInt8]) {
        var hash = SHA256()
        hash.update(data: Array("\(method)\n\(target)\n".utf8))
        hash.update(data: body)
        bytes = Array(hash.finalize())
    }
}

/// Why a request with an idempotency key is refused.
package enum IdempotencyError: DomainError {
    case keyReused
    case answerTooLarge

    package var kind: DomainErrorKind {
        switch self {
        case .keyReused: .unprocessable
        case .answerTooLarge: .conflict
        }
    }

    package var code: String {
        switch self {
        case .keyReused: "idempotency.key_reused"
        case .answerTooLarge: "idempotency.answer_too_large"
        }
    }

    package var detail: String {
        switch self {
        case .keyReused: "The Idempotency-Key was sent before with another request; a new request takes a new key"
        case .answerTooLarge: "The answer is too large to be kept for a retry; send less at once"
        }
    }
}
