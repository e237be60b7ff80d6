import ArgumentParser
import CRMApp

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the HTTP API until SIGTERM.",
        discussion: "Example: clientele serve --database sqlite:///var/lib/clientele/shop.db --port 8080")

    @OptionGroup var options: DatabaseOptions

    @Option(help: "Address to listen on.")
    var host: String?

    @Option(help: "Port to listen on.")
    var port: String?

    @Flag(help: "Bring a PostgreSQL schema to this version first; SQLite is always brought there.")
    var migrate = false

    func run() async throws {
        try await reportingErrors { try await options.commands.serve(host: host, port: port, migrating: migrate) }
    }
}

struct Worker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Works on jobs until SIGTERM, beside the servers of a PostgreSQL database.",
        discussion: """
            A SQLite database has one process: there, clientele serve works on the jobs too.

            Example: clientele worker --database postgres://clientele_app@localhost/shop --workers 4
            """)

    @OptionGroup var options: DatabaseOptions

    @Option(help: "Jobs to work on at once.")
    var workers: String?

    func run() async throws {
        try await reportingErrors { try await options.commands.work(workers: workers) }
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the schema to this version.",
        discussion: """
            On PostgreSQL the role of --database owns the schema; --serving-role names the role under which servers \
            run, which owns nothing and gets just the rights that serving needs.

            Example: clientele migrate --database postgres://owner@localhost/shop --serving-role clientele_app
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "PostgreSQL role that servers run under.")
    var servingRole: String?

    func run() async throws {
        try await output.print { try await options.commands.migrate(servingRole: servingRole) }
    }
}

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads a made-up shop with two years of orders into an empty database.",
        discussion: """
            A database that holds an account already is left as it is. With --serve the shop is served afterwards.

            Example: clientele demo --serve --port 8080
            """)

    @OptionGroup var options: DatabaseOptions

    @Option(help: "How many customers.")
    var customers = SampleShop.defaultCustomerCount

    @Option(help: "The same seed makes the same shop.")
    var seed: UInt64 = 1

    @Flag(help: "Serve the shop afterwards.")
    var serve = false

    @Option(help: "Address to listen on.")
    var host: String?

    @Option(help: "Port to listen on.")
    var port: String?

    func run() async throws {
        try await reportingErrors {
            try await options.commands.demo(
                customers: customers, seed: seed, serving: serve, host: host, port: port)
        }
    }
}

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Checks the settings.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Names every mistake in the settings.")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await output.print { try await options.commands.checkSettings() }
        }
    }
}

struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Prints the OpenAPI 3.1 document of the HTTP API.")

    func run() async throws {
        Terminal.out(Commands.openAPI)
    }
}
