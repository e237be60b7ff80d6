import ArgumentParser
import CRMApp

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks the database over: set-up, integrity, and whether derived figures agree with their source.",
        discussion: """
            It changes nothing, and may run beside a server. Ends with 1 when something is broken.

            Example: clientele doctor --database sqlite:///var/lib/clientele/shop.db --json
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (report, isHealthy) = try await reportingErrors { try await options.commands.doctor() }
        Terminal.out(output.json ? report.json : report.text)
        if !isHealthy { throw ExitCode(1) }
    }
}
