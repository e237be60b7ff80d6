import CRMCore
import CRMPlatform

/// An entry of the ledger as its hash covers it, with the values of the columns as they are: verification reads rows that
/// somebody may have altered, and must tell of them rather than fail.
struct LoyaltyRecord: Sendable, Hashable {
    var sequence: Int64
    var key: Int64
    var id: String
    var kind: String
    var points: Int64
    var effect: LoyaltyEffect
    /// Available points after it.
    var balance: Int64
    var day: Int64
    var availableOn: Int64?
    var expiresOn: Int64?
    var subject: Int64?
    var noteDigest: [UInt8]?
    /// Milliseconds since 1970.
    var createdAt: Int64
    var allocations: [LoyaltyAllocation] = []
}

/// The hash chain of a wallet: each entry's hash covers the hash before it, so that no entry can be altered, removed or
/// put in between unseen. It covers no customer, and of notes only a digest.
enum LoyaltyChain {
    /// What stands for the hash before the first entry.
    static func origin(wallet: String, program: String) -> [UInt8] {
        Digest.sha256(Array("clientele-loyalty-wallet-1\n\(wallet)\n\(program)\n".utf8))
    }

    /// The SHA-256 of the hash before and the canonical bytes.
    static func hash(of record: LoyaltyRecord, after previous: [UInt8]) -> [UInt8] {
        Digest.sha256(previous + bytes(of: record))
    }

    /// One line a value, in a fixed order: whole numbers in decimal digits, `-` for none, digests in hexadecimal digits,
    /// allocations as `lot:points` by rising lots with a comma between them. No value can hold a line end.
    static func bytes(of record: LoyaltyRecord) -> [UInt8] {
        func optional(_ value: Int64?) -> String { value.map(String.init) ?? "-" }
        let allocations = record.allocations.map { "\($0.lot):\($0.points)" }.joined(separator: ",")
        let lines = [
            "clientele-loyalty-entry-1", String(record.sequence), String(record.key), record.id, record.kind,
            String(record.points), String(record.effect.available), String(record.effect.pending),
            String(record.effect.held), String(record.balance), String(record.day), optional(record.availableOn),
            optional(record.expiresOn), optional(record.subject), record.noteDigest.map(Hex.text) ?? "-",
            String(record.createdAt), allocations.isEmpty ? "-" : allocations,
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// What the ledger holds of a note: the SHA-256 of 16 random bytes and both texts, each behind the number of its bytes
    /// or `-`. Once the row with the random bytes is gone, nobody can find the texts out by guessing.
    static func digest(of note: LoyaltyNote, salt: [UInt8]) -> [UInt8] {
        let texts = [note.reason, note.reference].map { text in
            text.map { "\($0.utf8.count)\n\($0)\n" } ?? "-\n"
        }
        return Digest.sha256(salt + Array(texts.joined().utf8))
    }

    /// Bytes of a salt.
    static let saltLength = 16
}
