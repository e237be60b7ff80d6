package import CRMCore
package import CRMDatabase
package import CRMGovernance
package import CRMPlatform
import Foundation
package import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// The product as it serves: database, clock and features put together.
package struct Server: Sendable {
    /// The version that the documents tell.
    package static let version = "0.1.0"

    private let database: any Database
    private let clock: any WallClock
    private let logger: Logger
    private let readiness: Readiness
    private let requests = HTTPMetrics()
    /// What `/metrics` tells; further parts register what they have to tell.
    package let metrics = Metrics()
    private let workplace: Workplace
    private let credentials: CredentialCache

    package init(
        database: any Database, clock: any WallClock, logger: Logger, credentials: CredentialCache = CredentialCache()
    ) {
        self.credentials = credentials
        self.database = database
        self.clock = clock
        self.logger = logger
        readiness = Readiness(database: database, migrations: Features.migrations)
        metrics.register(requests)
        metrics.register(ProcessMetrics(version: Server.version, started: clock.now()))
        metrics.register(DatabaseMetrics(database: database))
        workplace = Workplace(database: database, clock: clock, features: Features.all)
    }

    /// Connections that wait to be taken while there are as many as there may be.
    private static let backlog = 1024

    /// Every endpoint: those of the features, health, numbers and the document about them all.
    package func endpoints(_ settings: Settings) -> EndpointTable {
        let own =
            Features.all.flatMap(\.endpoints) + readiness.endpoints + [metrics.endpoint(token: settings.metricsToken)]
        let document = Server.document
        return EndpointTable(
            own + [
                .open("/openapi.json", "This API as an OpenAPI 3.1 document.") {
                    Payload(status: 200, bytes: Array(document.utf8))
                }
            ])
    }

    /// The OpenAPI document of the API.
    package static let document = OpenAPI(
        EndpointTable(Features.all.flatMap(\.endpoints)), version: Server.version
    ).document.text

    /// The HTTP application; it answers nothing until it runs.
    package func application(_ settings: Settings) -> some ApplicationProtocol {
        let table = endpoints(settings)
        let router = Router(context: AppRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: EdgeMiddleware(
                clock: clock, table: table, metrics: requests, log: RequestLog(logger, clock: clock)))
        table.register(
            on: router,
            with: EndpointServices(
                workplace: workplace,
                authenticator: APIKeyAuthenticator(database: database, clock: clock, cache: credentials),
                limiter: settings.rateLimit > 0 ? RateLimiter(requestsPerSecond: settings.rateLimit) : nil,
                metrics: requests))
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        ProtocolErrorHandler(clock: clock),
                        ConnectionGuard(metrics: requests, drainSeconds: settings.drainSeconds),
                    ],
                    idleTimeout: .seconds(Int64(Limits.idleSeconds)),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Limits.headerBytes, maxHeaderListSize: Limits.headerBytes))),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: Server.backlog,
                availableConnectionsDelegate: .maximum(settings.httpConnections, logger: logger)),
            onServerRunning: { [logger] channel in
                logger.notice(
                    "serving", metadata: ["address": .string(channel.localAddress.map(\.description) ?? "unknown")])
            },
            logger: logger)
    }

    /// What works on the account's jobs in this process.
    package func jobRunner(_ settings: JobSettings) -> JobRunner {
        JobRunner(
            workplace: workplace, accounts: AccountRegistry(database: database), features: Features.all,
            settings: settings, logger: logger)
    }

    /// Works on jobs alone until SIGTERM or SIGINT; then puts what is not done back into the queue.
    package func runWorker(_ settings: Settings) async throws {
        let description = try await database.describe()
        logger.notice("database", metadata: ["description": .string(description)])
        logger.notice("working", metadata: ["workers": .stringConvertible(settings.jobWorkers)])
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: jobRunner(settings.jobs))],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.shutdownSeconds)
        let group = ServiceGroup(configuration: configuration)
        try await database.closing { try await group.run() }
        logger.notice("stopped")
    }

    /// Serves until SIGTERM or SIGINT; then takes no new connections, finishes what runs, and closes the database.
    package func run(_ settings: Settings) async throws {
        let description = try await database.describe()
        logger.notice("database", metadata: ["description": .string(description)])
        let runner = jobRunner(settings.jobs)
        metrics.register(JobMetrics(runner: runner))
        if let folder = settings.backupFolder { metrics.register(BackupMetrics(folder: folder, clock: clock)) }
        var configuration = ServiceGroupConfiguration(
            services: [
                // They are told to end from the last to the first, each when the one behind it has ended.
                .init(service: application(settings)), .init(service: runner),
                .init(service: Draining(readiness: readiness)),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.shutdownSeconds)
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch let error as IOError {
            await database.close()
            let reason = String(cString: strerror(error.errnoCode))
            throw InvalidSettings(mistakes: ["cannot listen on \(settings.host):\(settings.port): \(reason)"])
        } catch {
            await database.close()
            throw error
        }
        await database.close()
        logger.notice("stopped")
    }

    /// From the signal on, `/readyz` on connections that are still open answers that no more traffic is wanted.
    private struct Draining: Service {
        let readiness: Readiness

        func run() async throws {
            try? await gracefulShutdown()
            readiness.drain()
        }
    }
}
