import CRMCore
import CRMDatabase
import CRMPlatform

/// A file on its way into the database: pieces of bounded size, each in a transaction of its own. They become the file of
/// the import with the last one; before that nobody sees them, and an upload that breaks off removes its own.
struct ImportUpload: Sendable {
    private let upload: Upload
    private let importers: [Importer]

    init(_ upload: Upload, _ importers: [Importer]) {
        self.upload = upload
        self.importers = importers
    }

    /// Takes the file of an import, in place of one that it has.
    func take(_ id: String) async throws -> ImportFileReport {
        let (key, number) = try await begin(id)
        do {
            let intake = Intake()
            let bytes = try await upload.pieces(of: ImportLimits.chunkBytes) { piece in
                let position = await intake.note(piece)
                try await upload.workplace.write(upload.account) { work in
                    try ImportParts(of: key, work).add(piece, to: number, at: position)
                }
            }
            let (encoding, beginning) = (await intake.encoding, await intake.beginning)
            let (report, former) = try await finish(id, number, bytes, encoding, beginning)
            if let former { try await remove(former, of: key) }
            return report
        } catch {
            // The request may be over; what it left behind goes all the same.
            await Task { try? await remove(number, of: key) }.value
            throw error
        }
    }

    /// A number for the upload, of an import that may be changed.
    private func begin(_ id: String) async throws -> (key: Int64, upload: Int64) {
        try await upload.workplace.write(upload.account) { work in
            let stored = try ImportStore(work).lock(id)
            guard stored.state.isEditable else { throw ImportServiceError.notEditable(stored.state) }
            try ImportStore(work).set(stored.key)
            return (stored.key, try work.session.reserveKeys(1, from: ImportSchema.sequence)[0])
        }
    }

    /// Makes the pieces the import's file; gives the upload that they replace.
    private func finish(
        _ id: String, _ number: Int64, _ bytes: Int, _ encoding: CSVEncoding, _ beginning: [UInt8]
    ) async throws -> (ImportFileReport, former: Int64?) {
        try await upload.workplace.write(upload.account) { [importers] work in
            let store = ImportStore(work)
            let stored = try store.lock(id)
            guard stored.state.isEditable else { throw ImportServiceError.notEditable(stored.state) }
            try store.set(
                stored.key, "state = 'ready'", "upload = \(number)", "file_bytes = \(bytes)",
                "encoding = \(encoding.rawValue)")
            let importer = try importers.importer(of: stored)
            return (
                try ImportFileReport(try store.find(id), importer, beginning: beginning), former: stored.upload
            )
        }
    }

    private func remove(_ number: Int64, of key: Int64) async throws {
        var removed = ImportLimits.chunksPerStep
        while removed == ImportLimits.chunksPerStep {
            removed = try await upload.workplace.write(upload.account) { work in
                try ImportParts(of: key, work).removeChunks(where: "upload = \(number)")
            }
        }
    }

    /// What is remembered of the pieces while they pass.
    private actor Intake {
        private var detector = CSVEncodingDetector()
        private var isDetecting = true
        private var count = 0
        private(set) var beginning: [UInt8] = []

        /// The encoding of all that has passed.
        var encoding: CSVEncoding { detector.encoding }

        /// Gives the position of the piece.
        func note(_ piece: [UInt8]) -> Int {
            if count == 0 { beginning = piece }
            if isDetecting { isDetecting = piece.withUnsafeBytes { detector.read($0) } }
            defer { count += 1 }
            return count
        }
    }
}

extension [Importer] {
    func importer(of stored: StoredImport) throws -> Importer {
        guard let importer = first(where: { $0.name == stored.kind }) else { throw ImportServiceError.unknownImport }
        return importer
    }
}
