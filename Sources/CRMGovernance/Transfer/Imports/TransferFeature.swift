package import CRMPlatform

/// Transfer: files on their way in, by the command line and by the server.
package enum TransferFeature {
    /// `importers`: what the other features offer to import.
    package static func feature(importers: [Importer]) -> Feature {
        Feature(
            name: "transfer", migrations: ImportRunStore.migrations + [ImportSchema.migration],
            endpoints: ImportRoutes(importers: importers).endpoints,
            jobs: [ImportJob.kind(importers), ImportUndoJob.kind(importers), ImportCleanup.kind])
    }
}
