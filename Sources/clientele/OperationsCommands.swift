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

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the whole database into one file, while a server works on it.",
        discussion: """
            Every write that was answered before the start is in it. The file carries checksums; with --key-file it is \
            encrypted. PostgreSQL is copied by its own pg_dump, under the role that owns the tables.

            Example: clientele backup /var/backups/shop-2026-01-31.backup --key-file /etc/clientele/backup.key
            """)

    @Argument(help: "The file to write; it must not be there yet.")
    var file: String

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "A file whose content is the key, at least 32 bytes.")
    var keyFile: String?

    func run() async throws {
        try await output.print { try await options.commands.backup(to: file, keyFile: keyFile) }
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract:
            "Brings a backup into a database that is not there yet, or is empty; with --verify, tries it out only.",
        discussion: """
            --verify restores into a place of its own, looks everything over as doctor does, removes it again, and \
            notes the day beside the file. For a backup of PostgreSQL it needs a role that may create databases.

            Example: clientele restore shop.backup --database sqlite:///var/lib/clientele/shop.db
            Example: clientele restore shop.backup --verify
            """)

    @Argument(help: "The backup.")
    var file: String

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The file whose content is the key.")
    var keyFile: String?

    @Flag(help: "Try the backup out and keep nothing.")
    var verify = false

    func run() async throws {
        try await output.print {
            try await options.commands.restore(from: file, keyFile: keyFile, verifying: verify)
        }
    }
}
