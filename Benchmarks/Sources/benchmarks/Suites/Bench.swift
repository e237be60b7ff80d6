import Foundation

/// What the benchmarks of one database share: the product's database with the shop in it.
struct Bench {
    let options: RunOptions
    let shop: Dataset
    let kind: DatabaseKind
    let folder: WorkFolder
    let postgres: PostgresServer?
    /// The product's main database, once the imports have filled it.
    var main: ProductShop?

    init(options: RunOptions, shop: Dataset, kind: DatabaseKind, folder: WorkFolder) throws {
        self.options = options
        self.shop = shop
        self.kind = kind
        self.folder = folder
        postgres = kind == .postgres ? try PostgresServer(in: folder) : nil
    }

    func stop() { postgres?.stop() }

    /// The shop that the imports made.
    func filled() throws -> ProductShop {
        guard let main else { throw BenchmarkError("the imports have not run") }
        return main
    }

    /// A new database of the product with an account in it.
    func open(_ name: String) throws -> ProductShop {
        let address: String
        if let postgres {
            try postgres.create(name, in: folder)
            address = postgres.address(name)
            try Child.run([options.binary, "migrate", "--database", address], in: folder)
        } else {
            address = "sqlite://\(folder.file(name)).db"
        }
        let account = [
            "account", "create", "--name", "Bench", "--currency", "USD", "--user-id", ProductShop.userID,
        ]
        try Child.run([options.binary] + account + ["--database", address], in: folder)
        let made = try Child.run(
            [options.binary, "api-key", "create", "--account", ProductShop.userID, "--json", "--database", address],
            in: folder)
        guard let key = made.out.split(separator: "\"").first(where: { $0.hasPrefix("clk_") }) else {
            throw BenchmarkError("no key in \(made.out)")
        }
        return ProductShop(binary: options.binary, address: address, key: String(key), folder: folder)
    }
}

/// A database of the product, reached by its binary.
struct ProductShop {
    let binary: String
    let address: String
    let key: String
    let folder: WorkFolder

    static let userID = "bench"

    /// Runs a command on the account.
    func run(_ words: [String]) throws -> Finished {
        try Child.run([binary] + words + ["--account", ProductShop.userID, "--database", address], in: folder)
    }

    /// Serves while `body` runs.
    func serving<Value>(jobs: Bool = true, _ body: (Served) throws -> Value) throws -> Value {
        var environment = ["CLIENTELE_LOG_LEVEL": "notice"]
        if !jobs { environment["CLIENTELE_JOBS_WORKERS"] = "0" }
        let served = try Served(
            [binary, "serve", "--port", "0", "--database", address], in: folder, environment: environment)
        defer { served.stop() }
        return try body(served)
    }

    /// A `GET` with the key.
    func get(_ target: String) -> [UInt8] {
        Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(key)\r\n\r\n".utf8)
    }

    /// A `POST` with the key.
    func post(_ target: String, _ body: String) -> [UInt8] {
        Array(
            ("POST \(target) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(key)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
    }
}

/// A server that runs: the product, or the bare one.
struct Served {
    let child: Child
    let port: Int
    /// Seconds from the start of the program to the first good answer of `/readyz`.
    let secondsToReady: Double

    private static let patience = 30.0

    /// Starts the product and waits until it is ready.
    init(_ words: [String], in folder: WorkFolder, environment: [String: String]) throws {
        let child = try Child(words, name: "server-\(UUID().uuidString)", in: folder, environment: environment)
        let (seconds, port) = try timed {
            let port = try Served.wait(child) { Served.loggedPort(child.err) }
            return try Served.wait(child) { Served.isReady(port) ? port : nil }
        }
        self.child = child
        self.port = port
        secondsToReady = seconds
    }

    /// Starts the bare server.
    init(bare program: String, in folder: WorkFolder) throws {
        let child = try Child([program], name: "bare", in: folder)
        port = try Served.wait(child) {
            (try? String(contentsOfFile: child.out, encoding: .utf8))
                .flatMap { $0.hasSuffix("\n") ? Int($0.dropLast()) : nil }
        }
        self.child = child
        secondsToReady = 0
    }

    func stop() {
        kill(child.processID, SIGTERM)
        _ = child.wait()
    }

    private static func wait<Value>(_ child: Child, _ value: () -> Value?) throws -> Value {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(patience) {
            if let value = value() { return value }
            usleep(2_000)
        }
        kill(child.processID, SIGKILL)
        let log = (try? String(contentsOfFile: child.err, encoding: .utf8)) ?? ""
        throw BenchmarkError("the server did not come up: \(log.suffix(1000))")
    }

    private static func loggedPort(_ path: String) -> Int? {
        guard let log = try? String(contentsOfFile: path, encoding: .utf8), log.hasSuffix("\n"),
            let line = log.split(separator: "\n").first(where: { $0.contains("\"serving\"") }),
            let fields = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let address = fields["address"] as? String
        else { return nil }
        return address.split(separator: ":").last.flatMap { Int($0) }
    }

    private static func isReady(_ port: Int) -> Bool {
        guard var connection = try? Connection(port: port) else { return false }
        defer { connection.close() }
        let answer = try? connection.ask(Array("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        return answer?.status == 200
    }
}
