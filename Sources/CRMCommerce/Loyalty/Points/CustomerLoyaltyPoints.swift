package import CRMCore
import CRMDatabase
package import CRMPlatform

/// A customer's points in one program as of a moment: what the days have made of them is in it, booked or not.
package struct CustomerLoyaltyPoints: Sendable {
    package let customerID: CustomerID?
    package let programID: String
    package let totalPoints: Int
    package let availablePoints: Int
    package let pendingPoints: Int
    package let heldPoints: Int
    package let redeemedPoints: Int
    package let expiredPoints: Int
    package let tier: LoyaltyTier?
    package let nextTier: LoyaltyTier?
    package let expiringSoon: ExpiringPoints?
    package let enrolledAt: Instant
    package let lastActivityAt: Instant
}

/// The points that expire next.
package struct ExpiringPoints: JSONObjectEncodable, Hashable {
    package let points: Int
    /// The first day on which they cannot be spent any more.
    package let on: CalendarDay

    package static let typeName = "ExpiringPoints"

    package static let fields: [OutputField<ExpiringPoints>] = [
        OutputField("points") { $0.points },
        OutputField("on", "The day with whose beginning they expire.") { $0.on },
    ]
}

extension CustomerLoyaltyPoints: JSONObjectEncodable {
    package static let typeName = "CustomerLoyaltyPoints"

    package static let fields: [OutputField<CustomerLoyaltyPoints>] = [
        OutputField("customerId") { $0.customerID },
        OutputField("loyaltyProgramId") { $0.programID },
        OutputField("totalPoints", "Ever earned.") { $0.totalPoints },
        OutputField("availablePoints", "Can be spent now.") { $0.availablePoints },
        OutputField("pendingPoints", "Earned, and cannot be spent yet.") { $0.pendingPoints },
        OutputField("heldPoints", "Laid aside to be spent.") { $0.heldPoints },
        OutputField("redeemedPoints", "Spent.") { $0.redeemedPoints },
        OutputField("expiredPoints") { $0.expiredPoints },
        OutputField("tierLevel", "Name of the tier that totalPoints have reached.") { $0.tier?.name },
        OutputField("nextTier", "Name of the tier to be reached next.") { $0.nextTier?.name },
        OutputField("pointsToNextTier") { points in
            points.nextTier.map { Int($0.threshold) - points.totalPoints }
        },
        OutputField("expiringSoon", "The points that expire next; null when none ever do.") { $0.expiringSoon },
        OutputField("enrolledAt", "When the first points came.") { $0.enrolledAt },
        OutputField("lastActivityAt", "When points were last added or redeemed.") { $0.lastActivityAt },
    ]
}

/// Which points a list holds.
package struct LoyaltyPointsFilter: Sendable {
    let customerID: CustomerID?
    let programID: String?
    let times: ListTimes
}
