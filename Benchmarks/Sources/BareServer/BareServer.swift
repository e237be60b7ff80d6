import Foundation
import Hummingbird
import Logging

/// The yardstick of the HTTP benchmarks: the product's HTTP server with one route that does nothing.
@main
struct BareServer {
    static func main() async throws {
        let router = Router()
        router.get("/hello") { _, _ in "Hello" }
        let application = Application(
            router: router, server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(address: .hostname("127.0.0.1", port: 0), serverName: nil),
            onServerRunning: { channel in
                // The one line on standard output: where it listens.
                FileHandle.standardOutput.write(Data("\(channel.localAddress?.port ?? 0)\n".utf8))
            },
            logger: Logger(label: "bare") { _ in SwiftLogNoOpLogHandler() })
        try await application.runService()
    }
}
