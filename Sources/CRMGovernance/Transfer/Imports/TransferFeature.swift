package import CRMPlatform

/// Transfer: what keeps track of files on their way in.
package enum TransferFeature {
    package static let feature = Feature(name: "transfer", migrations: ImportRunStore.migrations)
}
