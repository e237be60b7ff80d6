/// Bounds on loyalty.
package enum LoyaltyLimits {
    /// Programs of an account.
    static let programs = 1_000
    /// Characters of a program's, a tier's or a reward's name.
    static let name = 100
    /// Characters of a description.
    static let description = 1_000
    /// Tiers of a program.
    static let tiers = 20
    /// Benefits of a tier, and characters of one.
    static let (benefits, benefit) = (20, 200)
    /// Rewards of a program.
    static let rewards = 100
    /// Characters of a reward's id.
    static let rewardID = 64
    /// Points per unit of the currency, and what a tier makes of them; with four decimals.
    static let multiplier: ClosedRange<Int64> = 0...10_000
    static let multiplierDecimals = 4
    /// The value of a reward, with three decimals.
    static let rewardValue: ClosedRange<Int64> = 0...1_000_000_000
    static let rewardValueDecimals = 3
    /// Days on which points can be spent.
    static let expiryDays = 1...3_650
    /// Days before points can be spent.
    static let pendingDays = 0...365

    /// Points of one booking.
    package static let points = 1...1_000_000_000
    /// Points that a customer can ever earn in a program: sums over an account stay far from the end of 64 bits.
    package static let total: Int64 = 1_000_000_000_000
    /// Entries of a wallet with which nothing more is added to it: ten a day for twenty-seven years. What is there can be
    /// spent all the same.
    static let entries: Int64 = 100_000
    /// Characters of a reason, of a reference.
    static let (reason, reference) = (500, 128)
    /// Wallets that one step of a run settles.
    package static let walletsPerStep = 200
    /// Wallets that one link of the account's chain takes in.
    package static let walletsPerSeal = 1_000
    /// Links of the account's chain that one step of a verification reads.
    package static let sealsPerStep = 50
}
