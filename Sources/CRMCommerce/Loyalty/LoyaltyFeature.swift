import CRMDatabase
package import CRMPlatform

/// Loyalty: programs in which customers collect points.
package enum LoyaltyFeature {
    package static let feature = Feature(
        name: "loyalty", migrations: [LoyaltySchema.programs, LoyaltySchema.points, LoyaltySchema.heads],
        endpoints: LoyaltyProgramRoutes.endpoints + LoyaltyPointsRoutes.endpoints, jobs: LoyaltyJobs.kinds,
        inspections: LoyaltyInspections.all,
        personal: [
            PersonalTable("loyalty_wallets", columns: ["customer_id"], erasure: .emptied),
            PersonalTable("customer_loyalty_points", columns: ["customer_id"], erasure: .emptied),
            PersonalTable("loyalty_ledger", erasure: .emptied),
            PersonalTable("loyalty_notes", columns: ["salt", "reason", "reference"], erasure: .deleted),
            PersonalTable("loyalty_lots", erasure: .emptied),
            PersonalTable("loyalty_allocations", erasure: .emptied),
            PersonalTable("loyalty_wallet_heads", erasure: .emptied),
        ],
        timeline: [
            TimelinePart("points", scope: .loyaltyRead) { customer, place, limit, work in
                try LoyaltyStore(work).timeline(of: customer, below: place, limit)
            }
        ],
        days: [
            // A day that was promised when the points were booked stays that day.
            DayColumns("loyalty_ledger", ["available_on", "expires_on"], .kept),
            DayColumns("loyalty_lots", ["available_on", "expires_on"], .kept),
            DayColumns("customer_loyalty_points", ["due_day"], .kept),
        ])
}
