import CRMCore
import CRMDatabase
import Crypto
import Foundation

/// A first answer as it is stored: whoever has the database and not the caller's idempotency key cannot read it, so that
/// neither a secret nor a customer's data lies there a second time.
struct SealedAnswer {
    private let key: SymmetricKey
    /// Ties the box to its row.
    private let context: [UInt8]

    init(_ key: IdempotencyKey, _ fingerprint: RequestFingerprint, account: AccountKey) {
        self.key = key.sealingKey(of: account)
        context = fingerprint.bytes
    }

    func seal(_ answer: Payload) throws -> [UInt8] {
        let head: JSON = [
            "status": .number(String(answer.status)), "type": .string(answer.contentType),
            "headers": .array(answer.headers.map { [.string($0.name), .string($0.value)] }),
        ]
        let plain = Array(head.text.utf8) + [SealedAnswer.separator] + answer.bytes
        let box = try AES.GCM.seal(plain, using: key, authenticating: context)
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    func open(_ sealed: [UInt8]) throws -> Payload {
        let plain = try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key, authenticating: context)
        guard let end = plain.firstIndex(of: SealedAnswer.separator),
            let head = try? JSONParser.parse(Array(plain[..<end])), case .number(let number)? = head["status"],
            let status = Int(number), case .string(let type)? = head["type"],
            case .array(let headers)? = head["headers"]
        else { throw DatabaseError.corrupt("a stored answer cannot be read") }
        return Payload(
            status: status, contentType: type, bytes: Array(plain[plain.index(after: end)...]),
            headers: headers.compactMap(SealedAnswer.header), isReplay: true)
    }

    /// JSON text holds no bare line feed.
    private static let separator = UInt8(ascii: "\n")

    private static func header(_ json: JSON) -> (name: String, value: String)? {
        guard case .array(let pair) = json, pair.count == 2, case .string(let name) = pair[0],
            case .string(let value) = pair[1]
        else { return nil }
        return (name, value)
    }
}
