package import CRMPlatform

/// Bulk actions: what features can do to many customers at once, done to whom a caller chooses, and taken back.
package enum BulkFeature {
    /// `actions` are those of all features.
    package static func feature(actions: [BulkAction]) -> Feature {
        Feature(
            name: "bulk", migrations: [BulkSchema.migration], endpoints: BulkRoutes(actions: actions).endpoints,
            jobs: BulkJobs(actions).kinds,
            personal: [PersonalTable("bulk_action_customers", columns: ["before"], erasure: .deleted)])
    }
}
