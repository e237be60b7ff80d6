package import CRMCore
import CRMDatabase
package import CRMPlatform

/// A loyalty program of the account: the terms on which customers collect points.
package struct LoyaltyProgram: Sendable {
    package let key: Int64
    package let id: String
    package let terms: LoyaltyTerms
    /// Counted from 1; each change adds one.
    package let version: Int
    /// That of `minimumPurchase`.
    package let currency: Currency
    package let createdAt: Instant
    package let updatedAt: Instant
}

/// What a program is meant for; points are booked alike in all of them.
package enum LoyaltyProgramType: String, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case points, tier, referral, vip
}

/// What can be edited of a program.
package struct LoyaltyTerms: Sendable, Equatable {
    package var name: String
    package var description: String?
    package var programType = LoyaltyProgramType.points
    /// Points per unit of the account's currency.
    package var pointMultiplier = DecimalNumber(integer: 1)
    /// In minor units of the account's currency.
    package var minimumPurchase: Int64 = 0
    /// Days of the account on which points can be spent; nil: for good.
    package var pointExpiryDays: Int?
    /// Days of the account before points can be spent.
    package var pendingDays = 0
    /// By rising thresholds.
    package var tiers: [LoyaltyTier] = []
    package var rewards: [LoyaltyReward] = []
    package var isActive = true
    package var startsAt: Instant?
    /// The first moment at which nothing is earned any more.
    package var endsAt: Instant?

    package init(name: String) {
        self.name = name
    }
}

/// A rank that customers reach by the points that they have ever earned.
package struct LoyaltyTier: Sendable, Hashable {
    package let name: String
    package let threshold: Int64
    /// What the tier makes of the points of a purchase.
    package let multiplier: DecimalNumber
    package let benefits: [String]

    package init(
        name: String, threshold: Int64, multiplier: DecimalNumber = DecimalNumber(integer: 1), benefits: [String] = []
    ) {
        self.name = name
        self.threshold = threshold
        self.multiplier = multiplier
        self.benefits = benefits
    }
}

/// What the program gives for points.
package struct LoyaltyReward: Sendable, Hashable {
    /// Empty before the server has given it one.
    package var id: String
    package let name: String
    /// In points.
    package let cost: Int64
    package let kind: Kind
    /// In the account's currency, in percent or as a count, as the kind says.
    package let value: DecimalNumber?

    package enum Kind: String, CaseIterable, ClosedSet {
        case amount, percent, product, shipping, other
    }

    package init(id: String = "", name: String, cost: Int64, kind: Kind = .other, value: DecimalNumber? = nil) {
        self.id = id
        self.name = name
        self.cost = cost
        self.kind = kind
        self.value = value
    }
}

extension LoyaltyProgram: JSONObjectEncodable {
    package static let typeName = "LoyaltyProgram"

    package static let fields: [OutputField<LoyaltyProgram>] = [
        OutputField("id") { $0.id },
        OutputField("name") { $0.terms.name },
        OutputField("description") { $0.terms.description },
        OutputField("programType") { $0.terms.programType },
        OutputField("pointMultiplier", "Points per unit of the account's currency.") { $0.terms.pointMultiplier },
        OutputField("minimumPurchase", "The smallest purchase that earns points, in the account's currency.") {
            Money(minorUnits: $0.terms.minimumPurchase, currency: $0.currency)
        },
        OutputField("pointExpiryDays", "Days on which points can be spent; null: for good.") {
            $0.terms.pointExpiryDays
        },
        OutputField("pendingDays", "Days before points can be spent.") { $0.terms.pendingDays },
        OutputField("tiers", "By rising thresholds.") { $0.terms.tiers },
        OutputField("rewards") { $0.terms.rewards },
        OutputField("isActive") { $0.terms.isActive },
        OutputField("startsAt") { $0.terms.startsAt },
        OutputField("endsAt", "The first moment at which nothing is earned any more.") { $0.terms.endsAt },
        OutputField("version", "Counted from 1.") { $0.version },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt") { $0.updatedAt },
    ]
}

extension LoyaltyTier: JSONObjectEncodable {
    package static let typeName = "LoyaltyTier"

    package static let fields: [OutputField<LoyaltyTier>] = [
        OutputField("name") { $0.name },
        OutputField("threshold", "Points ever earned with which the tier is reached.") { Int($0.threshold) },
        OutputField("multiplier", "What the tier makes of the points of a purchase.") { $0.multiplier },
        OutputField("benefits") { $0.benefits },
    ]
}

extension LoyaltyReward: JSONObjectEncodable {
    package static let typeName = "LoyaltyReward"

    package static let fields: [OutputField<LoyaltyReward>] = [
        OutputField("id") { $0.id },
        OutputField("name") { $0.name },
        OutputField("cost", "In points.") { Int($0.cost) },
        OutputField("kind") { $0.kind },
        OutputField("value", "In the account's currency, in percent or as a count, as the kind says.") { $0.value },
    ]
}

extension LoyaltyTerms {
    /// The tier that so many points ever earned have reached.
    package func tier(at earned: Int64) -> LoyaltyTier? { tiers.last { $0.threshold <= earned } }

    /// The tier to be reached next.
    package func tier(above earned: Int64) -> LoyaltyTier? { tiers.first { $0.threshold > earned } }
}
