import CRMCore
import CRMPlatform

/// ```
/// GET  /api/exports/{what}   one for each exporter: a file as a stream
/// ```
enum ExportRoutes {
    static func endpoints(_ exporters: [Exporter]) -> [Endpoint] { exporters.map(endpoint) }

    private struct Request: Sendable {
        let format: ExportFormat
        let walk: ExportWalk
    }

    private static func endpoint(_ exporter: Exporter) -> Endpoint {
        .download(
            .init(
                "/api/exports/\(exporter.name)", "\(exporter.summary) Needs `\(exporter.scope.rawValue)` besides.",
                scope: .exportsRead),
            besides: exporter.scope, contentTypes: ExportFormat.allCases.map(\.mediaType),
            reading: { read($0, exporter) },
            opening: { request, account, now in
                let day = account.calendar.day(of: now).iso
                let name = "\(exporter.name)-\(day).\(request.format.rawValue)"
                return download(FileExport(exporter, request.format, request.walk), request.format, name)
            })
    }

    private static func read(_ request: RequestReader, _ exporter: Exporter) -> Request {
        let format = request.query.optional(
            "format", .closedSet, default: ExportFormat.csv, "`ndjson`: one JSON object a line.")
        return Request(format: format, walk: exporter.walk(request.query))
    }

    private static func download(_ export: FileExport, _ format: ExportFormat, _ name: String) -> Download {
        Download(contentType: format.contentType, fileName: name) { key, reads in
            let piece = try await export.piece(after: key) { step in try await reads.read(step) }
            return DownloadPiece(piece.bytes, next: piece.next)
        }
    }
}
