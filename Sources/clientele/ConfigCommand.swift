import ArgumentParser
import CRMApp
import CRMPlatform

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Checks the settings.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Names every mistake in the settings.")

        @OptionGroup var options: DatabaseOptions

        func run() async throws {
            try await reportingErrors {
                _ = try await options.settings()
                Terminal.message("The settings are sound.")
            }
        }
    }
}

struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Prints the OpenAPI 3.1 document of the HTTP API.")

    func run() async throws {
        Terminal.out(Server.document)
    }
}
