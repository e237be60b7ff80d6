import CRMDatabase
package import CRMPlatform

/// Loyalty: programs in which customers collect points.
package enum LoyaltyFeature {
    package static let feature = Feature(
        name: "loyalty", migrations: [LoyaltySchema.programs], endpoints: LoyaltyProgramRoutes.endpoints)
}
