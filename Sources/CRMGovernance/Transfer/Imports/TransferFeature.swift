package import CRMPlatform

/// Transfer: files on their way in and out, by the command line and by the server.
package enum TransferFeature {
    /// What the other features offer to import and to export.
    package static func feature(importers: [Importer], exporters: [Exporter]) -> Feature {
        Feature(
            name: "transfer", migrations: ImportRunStore.migrations + [ImportSchema.migration],
            endpoints: ImportRoutes(importers: importers).endpoints + ExportRoutes.endpoints(exporters),
            jobs: [ImportJob.kind(importers), ImportUndoJob.kind(importers), ImportCleanup.kind])
    }
}
