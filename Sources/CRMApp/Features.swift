import CRMCommerce
import CRMCustomers
package import CRMDatabase
import CRMEngagement
import CRMGovernance
import CRMInsight
package import CRMPlatform

/// The features of the product: the only list of them. Its order is that of the migrations and of the event handlers.
package enum Features {
    package static let all: [Feature] =
        shop + [
            BulkFeature.feature(actions: bulkActions),
            IdempotencyFeature.feature,
            TimelineFeature.feature(parts: shop.flatMap(\.timeline)),
            TransferFeature.feature(importers: importers, exporters: exporters),
            JobsFeature.feature,
        ]

    /// What the product is about; transfer works on what these offer.
    private static let shop = [
        AccountsFeature.feature,
        AuthFeature.feature,
        ProfilesFeature.feature,
        AddressesFeature.feature,
        PreferencesFeature.feature,
        ConsentsFeature.feature,
        NotesFeature.feature,
        TagsFeature.feature,
        OrdersFeature.feature,
        ProductsFeature.feature,
        RFMFeature.feature,
        SegmentsFeature.feature,
        AnalyticsFeature.feature(signals: signals),
        LoyaltyFeature.feature,
        CommunicationsFeature.feature,
        TimelineFeature.labels,
        InteractionsFeature.feature,
        NPSFeature.feature,
    ]

    /// What features know of customers beyond orders, for those who compute from it.
    package static let signals: [SignalSource] = [
        CommunicationSignals.source, InteractionSignals.source, NPSFeature.signals,
    ]

    /// The schema's history.
    package static var migrations: [Migration] { all.flatMap(\.migrations) }

    /// What can be imported.
    package static var importers: [Importer] { shop.flatMap(\.importers) }

    /// What can be done to many customers at once.
    package static var bulkActions: [BulkAction] { shop.flatMap(\.bulkActions) }

    /// What can be exported.
    package static var exporters: [Exporter] { shop.flatMap(\.exporters) }
}
