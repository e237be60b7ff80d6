import CRMTesting
import Foundation
import Testing

/// `clientele export` and downloads over a socket.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ExportCommandTests {
    /// Orders of more than one step, some 300 KiB as a file.
    private static let file =
        "order_id,customer_id,placed_at,total,product\n"
        + (0..<3_000).map { "o-\($0),c-\($0 % 70),2026-01-1\($0 % 9),\($0),\"Tea, \"\"x\"\" ü\"\n" }.joined()

    @Test(arguments: TestBackend.allCases)
    func `the file of the command, its standard output and the download are the same bytes`(
        _ backend: TestBackend
    ) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            _ = try await shop.importing(Self.file.utf8).done()
            let path = stage.folder.file("orders-out.csv")
            let flags = ["export", "orders", "--account", shop.userID]
            let written = try await stage.run(flags + ["--output", path]).done()
            #expect(written.out.isEmpty && written.err.contains("3000 orders written"))
            let file = try Data(contentsOf: URL(filePath: path))
            #expect(file.split(separator: UInt8(ascii: "\n")).count == 3_001)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(!FileManager.default.fileExists(atPath: path + ".part"))
            let piped = try await stage.run(flags).done()
            #expect(Array(piped.out.utf8) == Array(file))
            try await shop.serving { api in
                let answer = try await api.get("/api/exports/orders")
                #expect(answer[header: "Transfer-Encoding"] == "chunked")
                #expect(answer.body == Array(file))
                let head = try await api.send("HEAD", "/api/exports/orders")
                #expect(head.status == 200)
            }
            let wrong = try await stage.run(flags + ["--placed-after", "soon"])
            #expect(wrong.status == 65 && wrong.err.contains("/placedAfter"))
        }
    }

    @Test func `a caller who goes away ends the download`() async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            _ = try await shop.importing(Self.file.utf8).done()
            try await shop.serving { api in
                for _ in 0..<8 {
                    let connection = try HTTPConnection(port: api.port)
                    try connection.send(api.request("GET", "/api/exports/orders?format=ndjson"))
                }
                _ = try await poll(for: "the end of the connections", within: .seconds(30)) {
                    let text = try await API(port: api.port, userID: "", key: nil).get("/metrics").text
                    return text.contains("clientele_http_connections 1\n") ? true : nil
                }
                try await #expect(api.get("/api/exports/customers").status == 200)
            }
        }
    }
}
