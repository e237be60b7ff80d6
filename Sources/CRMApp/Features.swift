import CRMCommerce
import CRMCustomers
package import CRMDatabase
import CRMGovernance
import CRMInsight
package import CRMPlatform

/// The features of the product: the only list of them. Its order is that of the migrations and of the event handlers.
package enum Features {
    package static let all: [Feature] = [
        AccountsFeature.feature,
        AuthFeature.feature,
        ProfilesFeature.feature,
        OrdersFeature.feature,
        RFMFeature.feature,
        IdempotencyFeature.feature,
        TransferFeature.feature(importers: importing.flatMap(\.importers)),
        JobsFeature.feature,
    ]

    /// Those that offer something to import.
    package static let importing: [Feature] = [OrdersFeature.feature]

    /// The schema's history.
    package static var migrations: [Migration] { all.flatMap(\.migrations) }

    /// What can be imported.
    package static var importers: [Importer] { all.flatMap(\.importers) }
}
