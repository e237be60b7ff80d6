import CRMApp
import CRMCore
import CRMGovernance
import CRMPlatform
import CRMTesting
import Foundation
import Synchronization
import Testing

/// What an import of a test said.
struct TestImport: Sendable {
    let summary: ImportSummary
    /// `line column` of each finding.
    let places: [String]
    let format: String

    /// Created, updated, unchanged, stale and failed.
    var counts: [Int] { [summary.created, summary.updated, summary.unchanged, summary.stale, summary.failed] }
}

extension TestShop {
    /// Takes a file in; without a format its header tells.
    @discardableResult
    func importing(
        _ name: String, _ csv: String, format: String? = nil, mapping: [String: String] = [:]
    ) async throws -> TestImport {
        let folder = try TestFolder()
        defer { folder.remove() }
        let path = folder.file("\(name).csv")
        try Data(csv.utf8).write(to: URL(filePath: path))
        let importer = try #require(Features.importers.first { $0.name == name })
        let request = ImportRequest(
            path: path, importer: importer, format: importer.formats.first { $0.name == format }, mapping: mapping)
        var (places, chosen): ([String], String) = ([], "")
        let summary = try await FileImport(workplace: shop.workplace, account: account, request: request).run(
            choosing: { chosen = $0.name }, finding: { places.append("\($0.line) \($0.column)") })
        return TestImport(summary: summary, places: places, format: chosen)
    }

    /// The whole file of an export, as the command writes it.
    func exported(_ name: String, _ format: ExportFormat, filters: [(String, String)] = []) async throws -> String {
        let exporter = try #require(Features.exporters.first { $0.name == name })
        let sink = ErrorSink()
        let members = filters.map { JSON.Member($0.0, .string($0.1)) }
        let walk = exporter.walk(ObjectReader(members: members, areText: true, sink: sink))
        #expect(sink.errors.isEmpty)
        var bytes: [UInt8] = []
        _ = try await FileExport(exporter, format, walk).run(shop.workplace, account, write: { bytes += $0 })
        return String(decoding: bytes, as: UTF8.self)
    }
}
