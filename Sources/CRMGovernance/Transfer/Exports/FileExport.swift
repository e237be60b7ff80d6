import CRMCore
package import CRMPlatform

/// Writes the records of an account, a step of the walk at a time. Memory is that of one step, whatever there is to write.
package struct FileExport: Sendable {
    private let exporter: Exporter
    private let format: ExportFormat
    private let walk: ExportWalk

    package init(_ exporter: Exporter, _ format: ExportFormat, _ walk: ExportWalk) {
        self.exporter = exporter
        self.format = format
        self.walk = walk
    }

    /// One piece of the file.
    struct Piece {
        let bytes: [UInt8]
        let records: Int
        /// The key to go on after; nil at the end.
        let next: String?
    }

    /// The piece after a key of the walk; the first one brings the header along. `read` runs a step on one snapshot.
    func piece(
        after key: String?, _ read: (@escaping @Sendable (Work) throws -> ExportStep) async throws -> ExportStep
    ) async throws -> Piece {
        let step = try await read { [walk] work in try walk.step(key, work) }
        let head = key == nil ? format.head(exporter) : []
        return Piece(bytes: head + format.bytes(step.records), records: step.records.count, next: step.next)
    }

    /// Hands the whole file to `write`, piece by piece, and tells `progress` how many records are written; gives their
    /// number.
    package func run(
        _ workplace: Workplace, _ account: Account, write: ([UInt8]) throws -> Void,
        progress: (Int) -> Void = { _ in }
    ) async throws -> Int {
        var (records, key): (Int, String?) = (0, nil)
        repeat {
            let piece = try await piece(after: key) { step in try await workplace.read(account, step) }
            try write(piece.bytes)
            records += piece.records
            progress(records)
            key = piece.next
        } while key != nil
        return records
    }
}
