package import CRMPlatform

/// Transfer: files on their way in and out.
package enum TransferFeature {
    /// `exporters` are those of the features before it.
    package static func feature(exporters: [Exporter]) -> Feature {
        Feature(
            name: "transfer", migrations: ImportRunStore.migrations, endpoints: ExportRoutes.endpoints(exporters))
    }
}
