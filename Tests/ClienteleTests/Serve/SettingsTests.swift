import CRMTesting
import Foundation
import Testing

/// Settings from flags, environment, file and directory of secrets: every mistake is named at once.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct SettingsTests {
    private static let mistakes = [
        "error: database.url must be sqlite:///absolute/path/to/file.db or postgres://user:password@host/database",
        "error: host must be a name or an address",
        "error: port must be from 0 to 65535, not 70000",
        """
        error: log.level must be one of trace, debug, info, notice, warning, error, critical, not "loud"
        """,
    ]

    @Test func `flags are checked together with the environment`() async throws {
        try await TestFolder.with { folder in
            let words = ["serve", "--database", "mysql://x:hunter2@y/z", "--host", "a b", "--port", "70000"]
            let outcome = try await clientele(words, environment: ["CLIENTELE_LOG_LEVEL": "loud"], in: folder)
            expectMistakes(outcome)
            #expect(!outcome.err.contains("hunter2"), "an address can hold a password")
        }
    }

    @Test func `an unknown pooler is refused`() async throws {
        try await TestFolder.with { folder in
            let outcome = try await clientele(
                ["config", "check"], environment: ["CLIENTELE_DATABASE_POOLER": "session"], in: folder)
            #expect(outcome.status == 78)
            #expect(outcome.err.contains("database.pooler must be one of none, transaction, not \"session\""))
        }
    }

    @Test func `the environment is checked`() async throws {
        try await TestFolder.with { folder in
            let environment = [
                "CLIENTELE_DATABASE_URL": "mysql://x:hunter2@y/z", "CLIENTELE_HOST": "a b", "CLIENTELE_PORT": "70000",
                "CLIENTELE_LOG_LEVEL": "loud",
            ]
            for command in [["config", "check"], ["serve"], ["account", "list"]] {
                expectMistakes(try await clientele(command, environment: environment, in: folder))
            }
        }
    }

    @Test(arguments: [true, false])
    func `the configuration file is checked`(_ byFlag: Bool) async throws {
        try await TestFolder.with { folder in
            let path = folder.file("settings.json")
            let text = """
                {"database": {"url": "mysql://x"}, "host": "a b", "port": 70000, "log": {"level": "loud"}}
                """
            try Data(text.utf8).write(to: URL(filePath: path))
            let words = ["config", "check"] + (byFlag ? ["--config", path] : [])
            let environment = byFlag ? [:] : ["CLIENTELE_CONFIG_FILE_PATH": path]
            expectMistakes(try await clientele(words, environment: environment, in: folder))
        }
    }

    @Test func `the directory of secrets is checked`() async throws {
        try await TestFolder.with { folder in
            let secrets = try Self.secrets(
                ["database-url": "mysql://x", "host": "a b", "port": "70000", "log-level": "loud"], in: folder)
            expectMistakes(
                try await clientele(
                    ["config", "check"], environment: ["CLIENTELE_SECRETS_DIRECTORY_PATH": secrets], in: folder))
        }
    }

    @Test func `a mistake in one source hides behind a sound value of an earlier one`() async throws {
        try await TestFolder.with { folder in
            let secrets = try Self.secrets(["host": "a b", "port": "70000", "log-level": "loud"], in: folder)
            let path = folder.file("settings.json")
            try Data(#"{"host": "localhost", "port": "many"}"#.utf8).write(to: URL(filePath: path))
            var environment = ["CLIENTELE_SECRETS_DIRECTORY_PATH": secrets, "CLIENTELE_CONFIG_FILE_PATH": path]
            let before = try await clientele(["config", "check"], environment: environment, in: folder)
            #expect(before.err.split(separator: "\n").count == 2)
            #expect(before.err.hasPrefix("error: port must be a whole number, not \"many\"\nerror: log.level"))
            environment["CLIENTELE_PORT"] = "9000"
            environment["CLIENTELE_LOG_LEVEL"] = "debug"
            let after = try await clientele(["config", "check"], environment: environment, in: folder)
            #expect(after.status == 0)
            #expect(after.out == "The settings are sound.\n")
            #expect(after.err.isEmpty)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the address of the database may be a secret file`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let secrets = try Self.secrets(["database-url": stage.address + "\n"], in: stage.folder)
            let outcome = try await clientele(
                ["account", "list", "--json"], environment: ["CLIENTELE_SECRETS_DIRECTORY_PATH": secrets],
                in: stage.folder)
            #expect(outcome.err.isEmpty)
            #expect(outcome.out == "[]\n")
            let found = FileManager.default.fileExists(atPath: stage.folder.file("shop.db"))
            #expect(found == (backend == .sqlite))
        }
    }

    @Test(arguments: ["CLIENTELE_CONFIG_FILE_PATH", "CLIENTELE_SECRETS_DIRECTORY_PATH"])
    func `a source that is not there is a mistake too`(_ variable: String) async throws {
        try await TestFolder.with { folder in
            let missing = folder.file("missing")
            let outcome = try await clientele(["config", "check"], environment: [variable: missing], in: folder)
            #expect(outcome.status == 78)
            #expect(outcome.err.hasPrefix("error: "))
            #expect(outcome.err.contains(missing))
        }
    }

    @Test func `a database that cannot be reached ends with 69`() async throws {
        try await TestFolder.with { folder in
            let addresses = ["postgres://nobody@127.0.0.1:1/none", "sqlite:///proc/nowhere/shop.db"]
            for address in addresses {
                let outcome = try await clientele(
                    ["account", "list", "--database", address], in: folder, within: .seconds(30))
                #expect(outcome.status == 69, "\(address): \(outcome.err)")
                #expect(outcome.out.isEmpty)
                #expect(outcome.err.hasPrefix("error: "))
            }
        }
    }

    private func expectMistakes(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(outcome.status == 78, sourceLocation: sourceLocation)
        #expect(outcome.out.isEmpty, sourceLocation: sourceLocation)
        let lines = outcome.err.split(separator: "\n").map(String.init)
        #expect(lines == Self.mistakes, sourceLocation: sourceLocation)
    }

    private static func secrets(_ files: [String: String], in folder: TestFolder) throws -> String {
        let path = folder.file("secrets")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)")) }
        return path
    }
}
