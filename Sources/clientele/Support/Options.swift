import ArgumentParser
import CRMApp
import CRMCore
import CRMDatabase
import CRMPlatform
import Foundation

/// The options of every command that needs a database.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "sqlite:///path/to/file.db or postgres://user@host/name.")
    var database: String?

    @Option(help: "A JSON file with settings.")
    var config: String?

    /// Flags of a command by the name of their setting.
    func settings(_ more: [String: String?] = [:]) async throws -> Settings {
        var flags = more.compactMapValues { $0 }
        flags["database.url"] = database
        flags["config.filePath"] = config
        return try await Settings.read(flags: flags, environment: ProcessInfo.processInfo.environment)
    }

    /// Runs `body` over the database, which is closed afterwards.
    func withShop<Value>(_ body: (Shop) async throws -> Value) async throws -> Value {
        try await reportingErrors {
            let settings = try await settings()
            let database = try await settings.database.openReady(connections: settings.connections)
            do {
                let value = try await body(Shop(database: database))
                await database.close()
                return value
            } catch {
                await database.close()
                throw error
            }
        }
    }
}

/// The option of every command that acts on one account.
struct AccountOptions: ParsableArguments {
    @Option(help: "The account's userId.", transform: { text in
        guard let id = UserID(text) else { throw ValidationError("--account is no userId") }
        return id
    })
    var account: UserID
}

/// How a command prints its result.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON value.")
    var json = false

    /// Prints the value as JSON, or as `text` puts it for people.
    func print(_ value: some JSONEncodable, _ text: () -> String) {
        Terminal.out(json ? value.jsonText : text())
    }
}

/// Runs `body`; what it throws becomes one message on standard error and an exit code of `sysexits.h`.
func reportingErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let exit as ExitCode {
        throw exit
    } catch let error as InvalidSettings {
        for mistake in error.mistakes { Terminal.message("error: \(mistake)") }
        throw ExitCode(78)
    } catch let error as any DomainError {
        Terminal.message("error: \(error.detail)")
        for field in error.fields { Terminal.message("  \(field.pointer): \(field.detail)") }
        throw ExitCode(65)
    } catch let error as DatabaseError {
        Terminal.message("error: \(error.description)")
        throw ExitCode(error.exitCode)
    } catch let error as ValidationError {
        throw error
    } catch {
        Terminal.message("error: \(error)")
        throw ExitCode(70)
    }
}

extension DatabaseError {
    fileprivate var exitCode: Int32 {
        switch self {
        case .inUse: 75
        case .cannotOpen, .connectionLost, .schema, .timeout, .diskFull, .readOnly, .inputOutput, .corrupt: 69
        default: 70
        }
    }
}
