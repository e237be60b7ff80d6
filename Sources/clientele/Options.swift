import ArgumentParser
import CRMApp

/// The options of every command that needs a database.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "sqlite:///path/to/file.db or postgres://user@host/name.")
    var database: String?

    @Option(help: "A JSON file with settings.")
    var config: String?

    var commands: Commands { Commands(database: database, config: config) }
}

/// The option of every command that acts on one account.
struct AccountOptions: ParsableArguments {
    @Option(help: "The account's userId.")
    var account: String
}

/// How a command prints its report.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON value.")
    var json = false

    /// Runs the command and prints its report on standard output.
    func print(_ command: () async throws -> CommandReport) async throws {
        let report = try await reportingErrors(command)
        Terminal.out(json ? report.json : report.text)
    }
}

/// Runs `body`; what it throws becomes messages on standard error and an exit code.
func reportingErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as UsageError {
        throw ValidationError(error.message)
    } catch {
        let failure = CommandFailure(error)
        for message in failure.messages { Terminal.message("error: \(message)") }
        throw ExitCode(failure.exitCode)
    }
}
