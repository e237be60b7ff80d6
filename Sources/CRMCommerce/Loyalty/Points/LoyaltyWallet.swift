import CRMCore
import CRMPlatform

/// The points of a wallet by what they are.
struct LoyaltyBalance: Sendable, Hashable {
    /// Ever earned.
    var total: Int64 = 0
    var available: Int64 = 0
    var pending: Int64 = 0
    var held: Int64 = 0
    var redeemed: Int64 = 0
    var expired: Int64 = 0

    mutating func apply(_ kind: LoyaltyEntryKind, _ points: Int64, _ effect: LoyaltyEffect) {
        available += effect.available
        pending += effect.pending
        held += effect.held
        switch kind {
        case .earn: total += points
        case .redeem, .capture: redeemed += points
        case .expire: expired += points
        case .activate, .adjust, .reverse, .hold, .void, .transfer: break
        }
    }
}

/// A customer's points in one program. Its row is never used again for another pair: a merge of customers re-points it, an
/// erasure unlinks it, and its chain goes on.
struct LoyaltyWallet: Sendable {
    let key: Int64
    let id: String
    let program: LoyaltyProgram
    let customer: CustomerKey?
    var balance = LoyaltyBalance()
    /// Entries so far.
    var entries: Int64 = 0
    /// The hash of the last entry.
    var head: [UInt8]
    /// No pending points become available and none expire before this day.
    var dueDay = LoyaltyWallet.never
    var lastActivityAt: Instant

    /// The day of what never comes: 9999-12-31.
    static let never = CalendarDay(number: 2_932_896)
}

/// What is left of the points that one entry brought in.
struct LoyaltyLot: Sendable, Hashable {
    /// The sequence of the entry that opened it.
    let lot: Int64
    let remaining: Int64
    let availableOn: CalendarDay
    /// ``LoyaltyWallet/never`` for points that stay.
    let expiresOn: CalendarDay

    /// How much of a number of points the lots give, taken one after the other.
    static func allocate(_ points: Int64, to lots: [LoyaltyLot]) -> [LoyaltyAllocation] {
        var open = points
        var taken: [LoyaltyAllocation] = []
        for lot in lots where open > 0 {
            let part = min(open, lot.remaining)
            taken.append(LoyaltyAllocation(lot: lot.lot, points: part))
            open -= part
        }
        return taken
    }
}
