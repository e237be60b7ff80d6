import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct AccountCommandTests {
    @Test(arguments: TestBackend.allCases)
    func `account create prints the account as one line of JSON`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let words = ["account", "create", "--name", "Bean & Leaf", "--currency", "usd", "--time-zone", "UTC"]
            let outcome = try await stage.run(words + ["--json"]).done()
            let account = try outcome.json()
            #expect(outcome.out.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
            #expect(members(account) == ["userId", "name", "currency", "timeZone", "createdAt"])
            #expect(account["name"] == "Bean & Leaf")
            #expect(account["currency"] == "USD")
            #expect(account["timeZone"] == "UTC")
            let listed = try await stage.run(["account", "list", "--json"]).done().json()
            #expect(listed == .array([account]))
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an account takes the caller's userId once`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let words = ["account", "create", "--name", "Bean", "--currency", "JPY", "--user-id", "shop-1", "--json"]
            try await #expect(stage.run(words).done().json()["userId"] == "shop-1")
            let again = try await stage.run(words)
            #expect(again.status == 65)
            #expect(again.out.isEmpty)
            #expect(again.err == "error: there is an account shop-1 already\n")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an API key works from its making to its end`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            let account = ["--account", shop.userID]
            let created = try await stage.run(["api-key", "create", "--name", "till", "--json"] + account).done().json()
            #expect(members(created) == ["id", "key"])
            let (id, key) = (try #require(created["id"]?.string), try #require(created["key"]?.string))
            let listed = try await stage.run(["api-key", "list", "--json"] + account).done()
            #expect(!listed.out.contains(key), "a secret is shown once")
            #expect(listed.out.contains(id))
            try await stage.serving { server in
                let api = API(port: server.port, userID: shop.userID, key: key)
                try await #expect(api.get("/api/account").status == 200)
            }
            let revoked = try await stage.run(["api-key", "revoke", id] + account).done()
            #expect(revoked.out == "Revoked \(id)\n")
            try await stage.serving { server in
                let api = API(port: server.port, userID: shop.userID, key: key)
                try await #expect(api.get("/api/account").status == 401)
                try await #expect(shop.api(server).get("/api/account").status == 200, "the other key stays")
            }
            try await #expect(stage.run(["api-key", "revoke", "nobody"] + account).status == 65)
        }
    }

    @Test func `a key has just the scopes it was given`() async throws {
        try await Stage.with(.sqlite) { stage in
            let shop = try await stage.openShop()
            let words = ["api-key", "create", "--account", shop.userID, "--scope", "orders:read", "--json"]
            let created = try await stage.run(words).done().json()
            try await stage.serving { server in
                let api = API(port: server.port, userID: shop.userID, key: created["key"]?.string)
                try await #expect(api.get("/api/customers/orders").status == 200)
                try await #expect(api.get("/api/account").status == 403)
            }
            let unknown = try await stage.run(["api-key", "create", "--account", shop.userID, "--scope", "all"])
            #expect(unknown.status == 64)
            #expect(unknown.err.contains("orders:read"), "the message names the scopes there are")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an unknown account is named on standard error`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            for words in [["api-key", "create"], ["api-key", "list"], ["rfm", "run"], ["rfm", "show"]] {
                let outcome = try await stage.run(words + ["--account", "nobody", "--json"])
                #expect(outcome.status == 65)
                #expect(outcome.out.isEmpty)
                #expect(outcome.err == "error: there is no account nobody: clientele account list shows them all\n")
            }
        }
    }

    @Test(arguments: [
        (["--currency", "USX"], "--currency must be an ISO 4217 code such as USD"),
        (["--currency", "USD", "--time-zone", "Europe/Atlantis"], "--time-zone must be an IANA time zone"),
        (["--currency", "USD", "--name", " "], "--name must have 1 to 200 characters"),
        (["--name", "Bean"], "--currency"),
    ])
    func `wrong usage ends with 64 before any database is made`(_ words: [String], _ message: String) async throws {
        try await Stage.with(.sqlite) { stage in
            let name = words.contains("--name") ? [] : ["--name", "Bean"]
            let outcome = try await stage.run(["account", "create", "--json"] + name + words)
            #expect(outcome.status == 64)
            #expect(outcome.out.isEmpty)
            #expect(outcome.err.contains(message))
            #expect(!FileManager.default.fileExists(atPath: stage.folder.file("shop.db")))
        }
    }

    @Test func `every command has help with an example or a summary, and an unknown one ends with 64`() async throws {
        try await TestFolder.with { folder in
            let help = try await clientele(["--help"], in: folder)
            #expect(help.status == 0)
            for word in [
                "serve", "migrate", "account", "api-key", "import", "rfm", "analytics", "demo", "config", "openapi",
            ] {
                #expect(help.out.contains(word))
                try await #expect(clientele([word, "--help"], in: folder).status == 0)
            }
            #expect(help.out.contains("75 database in use"))
            let unknown = try await clientele(["serv"], in: folder)
            #expect(unknown.status == 64)
            #expect(unknown.out.isEmpty)
        }
    }

    private func members(_ json: JSON) -> [String] {
        guard case .object(let members) = json else { return [] }
        return members.map(\.name)
    }
}

extension JSON {
    /// The text of a string; nil for anything else.
    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
