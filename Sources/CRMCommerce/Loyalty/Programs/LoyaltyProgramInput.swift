import CRMCore
import CRMPlatform

/// The fields of a program, for those who make one and those who change one.
enum LoyaltyProgramFields {
    static let name = InputField(
        "name", Codec<String>.text(max: LoyaltyLimits.name), "Unique in the account, whatever its case and accents.")
    static let description = InputField("description", Codec<String>.text(max: LoyaltyLimits.description))
    static let programType = InputField("programType", Codec<LoyaltyProgramType>.closedSet, "Default: `points`.")
    static let pointMultiplier = InputField(
        "pointMultiplier",
        Codec<DecimalNumber>.decimal(LoyaltyLimits.multiplier, decimals: LoyaltyLimits.multiplierDecimals),
        "Points per unit of the account's currency. Default: 1.")
    static let minimumPurchase = InputField(
        "minimumPurchase", Codec<DecimalNumber>.amount,
        "The smallest purchase that earns points, in the account's currency. Default: 0.")
    static let pointExpiryDays = InputField(
        "pointExpiryDays", Codec<Int>.integer(LoyaltyLimits.expiryDays),
        "Days of the account on which points can be spent, the first included; null: for good.")
    static let pendingDays = InputField(
        "pendingDays", Codec<Int>.integer(LoyaltyLimits.pendingDays),
        "Days of the account before points can be spent. Default: 0.")
    static let tiers = InputField(
        "tiers", Codec<[LoyaltyTierInput]>.list(.object(LoyaltyTierInput.self), max: LoyaltyLimits.tiers),
        "Ranks by points ever earned; each name and each threshold once.")
    static let rewards = InputField(
        "rewards", Codec<[LoyaltyRewardInput]>.list(.object(LoyaltyRewardInput.self), max: LoyaltyLimits.rewards),
        "What is given for points; each name and each id once.")
    static let isActive = InputField(
        "isActive", Codec<Bool>.bool, "Points are earned and redeemed in active programs only. Default: true.")
    static let startsAt = InputField("startsAt", Codec<Instant>.instant, "Nothing is booked before.")
    static let endsAt = InputField(
        "endsAt", Codec<Instant>.instant, "Nothing is earned from then on; what was earned can be redeemed.")
}

/// A tier as a caller tells it.
struct LoyaltyTierInput: ObjectInput {
    static let typeName: String? = "LoyaltyTierInput"
    let tier: LoyaltyTier

    init(_ fields: ObjectReader) {
        tier = LoyaltyTier(
            name: fields.required("name", .text(max: LoyaltyLimits.name)),
            threshold: Int64(
                fields.required(
                    "threshold", .integer(0...Int(LoyaltyLimits.total)),
                    "Points ever earned with which the tier is reached.")),
            multiplier: fields.optional(
                "multiplier", .decimal(LoyaltyLimits.multiplier, decimals: LoyaltyLimits.multiplierDecimals),
                default: DecimalNumber(integer: 1), "What the tier makes of the points of a purchase. Default: 1."),
            benefits: fields.optional(
                "benefits", .list(.text(max: LoyaltyLimits.benefit), max: LoyaltyLimits.benefits), default: []))
    }
}

/// A reward as a caller tells it.
struct LoyaltyRewardInput: ObjectInput {
    static let typeName: String? = "LoyaltyRewardInput"
    let reward: LoyaltyReward

    init(_ fields: ObjectReader) {
        let id = fields.optional(
            "id", .text(max: LoyaltyLimits.rewardID), "Default: that of the reward of this name, or a new one.")
        reward = LoyaltyReward(
            id: id ?? "", name: fields.required("name", .text(max: LoyaltyLimits.name)),
            cost: Int64(fields.required("cost", .integer(LoyaltyLimits.points), "In points.")),
            kind: fields.optional("kind", .closedSet, default: .other, "Default: `other`."),
            value: fields.optional(
                "value", .decimal(LoyaltyLimits.rewardValue, decimals: LoyaltyLimits.rewardValueDecimals),
                "In the account's currency, in percent or as a count, as the kind says."))
    }
}

/// The fields of a program that a request tells. A program is made by applying them to its defaults.
struct LoyaltyProgramChanges: Sendable {
    let name: String?
    let description: Patch<String>
    let programType: LoyaltyProgramType?
    let pointMultiplier: DecimalNumber?
    let minimumPurchase: DecimalNumber?
    let pointExpiryDays: Patch<Int>
    let pendingDays: Int?
    let tiers: Patch<[LoyaltyTierInput]>
    let rewards: Patch<[LoyaltyRewardInput]>
    let isActive: Bool?
    let startsAt: Patch<Instant>
    let endsAt: Patch<Instant>

    /// Reads all but the name, which a new program must have.
    init(name: String?, _ body: ObjectReader) {
        self.name = name
        description = body.patch(LoyaltyProgramFields.description)
        programType = body.given(LoyaltyProgramFields.programType)
        pointMultiplier = body.given(LoyaltyProgramFields.pointMultiplier)
        minimumPurchase = body.given(LoyaltyProgramFields.minimumPurchase)
        pointExpiryDays = body.patch(LoyaltyProgramFields.pointExpiryDays)
        pendingDays = body.given(LoyaltyProgramFields.pendingDays)
        tiers = body.patch(LoyaltyProgramFields.tiers)
        rewards = body.patch(LoyaltyProgramFields.rewards)
        isActive = body.given(LoyaltyProgramFields.isActive)
        startsAt = body.patch(LoyaltyProgramFields.startsAt)
        endsAt = body.patch(LoyaltyProgramFields.endsAt)
        refuseDoubles(body)
    }

    private func refuseDoubles(_ body: ObjectReader) {
        if case .set(let tiers) = tiers {
            let isDouble =
                Set(tiers.map(\.tier.name)).count < tiers.count || Set(tiers.map(\.tier.threshold)).count < tiers.count
            if isDouble { body.fail("tiers", "field.duplicate", "must not hold a name or a threshold twice") }
        }
        if case .set(let rewards) = rewards {
            let ids = rewards.map(\.reward.id).filter { !$0.isEmpty }
            let isDouble = Set(rewards.map(\.reward.name)).count < rewards.count || Set(ids).count < ids.count
            if isDouble { body.fail("rewards", "field.duplicate", "must not hold a name or an id twice") }
        }
    }

    /// The terms after the change. Throws ``InvalidRequest`` for what only the account and the known terms can tell.
    func applied(to present: LoyaltyTerms, in account: Account) throws(InvalidRequest) -> LoyaltyTerms {
        var terms = present
        terms.name = name ?? present.name
        terms.description = description.applied(to: present.description)
        terms.programType = programType ?? present.programType
        terms.pointMultiplier = pointMultiplier ?? present.pointMultiplier
        terms.pointExpiryDays = pointExpiryDays.applied(to: present.pointExpiryDays)
        terms.pendingDays = pendingDays ?? present.pendingDays
        terms.isActive = isActive ?? present.isActive
        terms.startsAt = startsAt.applied(to: present.startsAt)
        terms.endsAt = endsAt.applied(to: present.endsAt)
        switch tiers {
        case .keep: break
        case .clear: terms.tiers = []
        case .set(let told): terms.tiers = told.map(\.tier).sorted { $0.threshold < $1.threshold }
        }
        switch rewards {
        case .keep: break
        case .clear: terms.rewards = []
        case .set(let told): terms.rewards = told.map { named($0.reward, as: present.rewards) }
        }
        let sink = ErrorSink()
        if let minimumPurchase {
            if let units = minimumPurchase.minorUnits(decimals: account.currency.decimals) {
                terms.minimumPurchase = units
            } else {
                sink.note("/minimumPurchase", "field.decimals", "must have at most the decimals of the currency")
            }
        }
        if let start = terms.startsAt, let end = terms.endsAt, end <= start {
            sink.note("/endsAt", "field.conflict", "must be later than startsAt")
        }
        guard sink.errors.isEmpty else { throw InvalidRequest(sink.errors) }
        return terms
    }

    /// A reward without an id is the one that has its name already.
    private func named(_ reward: LoyaltyReward, as known: [LoyaltyReward]) -> LoyaltyReward {
        var reward = reward
        if reward.id.isEmpty { reward.id = known.first { $0.name == reward.name }?.id ?? "" }
        return reward
    }
}
