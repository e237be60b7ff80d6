import CRMCore
import CRMDatabase
package import CRMPlatform

/// What an entry of the ledger books. The set is closed: whatever happens to points is one of these.
package enum LoyaltyEntryKind: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    /// Points come in; opens a lot.
    case earn
    /// Pending points of one lot can be spent from now on.
    case activate
    /// Points are spent.
    case redeem
    /// Points are past their last day.
    case expire
    /// Somebody of the shop corrects a balance; what comes in opens a lot.
    case adjust
    /// An earlier entry is taken back.
    case reverse
    /// Points are laid aside to be spent.
    case hold
    /// What was laid aside is spent.
    case capture
    /// What was laid aside is free again.
    case void
    /// Points go to another wallet, or come from one.
    case transfer
}

/// What an entry does to the points of a wallet.
struct LoyaltyEffect: Sendable, Hashable {
    var available: Int64 = 0
    var pending: Int64 = 0
    var held: Int64 = 0
}

/// Points that an entry takes from a lot; below zero what it gives back.
struct LoyaltyAllocation: Sendable, Hashable {
    /// The sequence of the entry that opened the lot.
    let lot: Int64
    let points: Int64
}

/// Why an entry was booked, in the words of whoever booked it. It can be erased without harm to the chain, which holds
/// a digest of it alone.
package struct LoyaltyNote: Sendable, Hashable {
    package var reason: String?
    package var reference: String?

    package init(reason: String? = nil, reference: String? = nil) {
        self.reason = reason
        self.reference = reference
    }

    var isEmpty: Bool { reason == nil && reference == nil }
}

/// An entry before it has its place in the ledger.
struct LoyaltyEntryDraft: Sendable {
    let kind: LoyaltyEntryKind
    /// Above zero; the effect tells the direction.
    let points: Int64
    let effect: LoyaltyEffect
    /// The day of the account for which it counts.
    let day: CalendarDay
    /// Of an entry that opens a lot: the first day on which its points can be spent.
    var availableOn: CalendarDay?
    /// Of an entry that opens a lot: the first day on which its points can be spent no more; nil: never.
    var expiresOn: CalendarDay?
    /// The sequence of the entry that this one is about.
    var subject: Int64?
    /// By rising lots.
    var allocations: [LoyaltyAllocation] = []
    var note = LoyaltyNote()
}

/// An entry of the ledger as it is told.
package struct LoyaltyEntry: Sendable {
    let id: String
    let customerID: CustomerID?
    let programID: String
    let sequence: Int
    let kind: LoyaltyEntryKind
    let points: Int
    let effect: LoyaltyEffect
    /// Available points after it.
    let balance: Int
    let day: CalendarDay
    let availableOn: CalendarDay?
    let expiresOn: CalendarDay?
    let subject: Int?
    let note: LoyaltyNote
    let hash: [UInt8]
    let createdAt: Instant
}

extension LoyaltyEntry: JSONObjectEncodable {
    package static let typeName = "LoyaltyEntry"

    package static let fields: [OutputField<LoyaltyEntry>] = [
        OutputField("id") { $0.id },
        OutputField("customerId", "null once the customer was erased.") { $0.customerID },
        OutputField("loyaltyProgramId") { $0.programID },
        OutputField("sequence", "Counted from 1 within the customer's points in the program.") { $0.sequence },
        OutputField("kind") { $0.kind },
        OutputField("points", "How many; the changes tell the direction.") { $0.points },
        OutputField("availableChange") { Int($0.effect.available) },
        OutputField("pendingChange") { Int($0.effect.pending) },
        OutputField("heldChange") { Int($0.effect.held) },
        OutputField("availablePoints", "After the entry.") { $0.balance },
        OutputField("day", "The day for which it counts.") { $0.day },
        OutputField("availableOn", "Of points that come in: the first day on which they can be spent.") {
            $0.availableOn
        },
        OutputField("expiresOn", "Of points that come in: the first day on which they cannot be spent any more.") {
            $0.expiresOn
        },
        OutputField("subject", "The sequence of the entry that this one is about.") { $0.subject },
        OutputField("reason") { $0.note.reason },
        OutputField("reference") { $0.note.reference },
        OutputField("hash", "Its link of the chain, as hexadecimal digits.") { Hex.text($0.hash) },
        OutputField("createdAt") { $0.createdAt },
    ]
}
