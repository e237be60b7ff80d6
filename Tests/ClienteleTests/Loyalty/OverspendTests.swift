import CRMCore
import CRMDatabase
import CRMTesting
import Foundation
import Testing

/// Many clients redeem one balance at once: through one server on SQLite, through two on PostgreSQL.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct OverspendTests {
    private static let balance = 1_000
    private static let step = 7
    private static let clients = 64
    /// Redemptions that each client tries: far more than there are points for.
    private static let tries = TestSize.scaled(12, soak: 50)
    private static let readers = 4

    @Test(arguments: TestBackend.allCases)
    func `9: sixty-four clients redeem exactly what is there`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await Self.servers(backend, stage) { servers in
                let apis = servers.map { shop.api($0) }
                let program = try await Self.begin(apis[0])
                let path = "/api/customers/loyalty-points"
                let isDone = Shared(false)
                let (statuses, faults) = (Shared<[Int: Int]>([:]), Shared<[String]>([]))
                await withTaskGroup(of: Void.self) { group in
                    for reader in 0..<Self.readers {
                        group.addTask {
                            let api = apis[reader % apis.count]
                            while !isDone.withLock({ $0 }) {
                                let target = "\(path)?userId=\(api.userID)&customerId=ann"
                                guard let text = try? await api.get(target).json().array?.first?["availablePoints"],
                                    case .number(let number) = text, let points = Int(number)
                                else { continue }
                                if points < 0 || (Self.balance - points) % Self.step != 0 {
                                    faults.withLock { $0.append("\(points) points were seen") }
                                }
                            }
                        }
                    }
                    await withTaskGroup(of: Void.self) { clients in
                        for client in 0..<Self.clients {
                            clients.addTask {
                                let api = apis[client % apis.count]
                                for _ in 0..<Self.tries {
                                    do {
                                        let answer = try await api.post(
                                            path, Self.booking("redeem", Self.step, program, api))
                                        statuses.withLock { $0[answer.status, default: 0] += 1 }
                                        let isRight =
                                            answer.status == 200
                                            || answer.text.contains("\"loyalty.insufficient_points\"")
                                        if !isRight { faults.withLock { $0.append(answer.text) } }
                                    } catch {
                                        faults.withLock { $0.append("\(error)") }
                                    }
                                }
                            }
                        }
                    }
                    isDone.withLock { $0 = true }
                }
                let counts = statuses.withLock { $0 }
                #expect(faults.withLock { $0 }.isEmpty, "\(faults.withLock { Array($0.prefix(5)) })")
                #expect(counts == [200: 142, 409: Self.clients * Self.tries - 142], "\(counts)")
                let left = try await apis[0].get("\(path)?userId=\(shop.userID)&customerId=ann").json()
                #expect(left.array?.first?["availablePoints"] == 6)
            }
            let audit = try await stage.run(["loyalty", "verify", "--account", shop.userID, "--json"])
            #expect(audit.status == 0, "\(audit.err)")
            let told = try audit.json()
            #expect(told["entries"] == 143 && told["faultCount"] == 0, "\(told.text)")
            let doctor = try await stage.run(["doctor"])
            #expect(doctor.status == 0 && doctor.out.contains("loyalty.chain"), "\(doctor.out)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an altered entry is named by verify and by the doctor`(_ backend: TestBackend) async throws {
        try await Stage.with(backend) { stage in
            let shop = try await stage.openShop()
            try await shop.serving { api in _ = try await Self.begin(api) }
            let key: Int64 = 1
            try await backend.visiting(stage.address) { database in
                // A head that the ledger does not lead to: what a row of the ledger would need another role for.
                try await database.write(in: AccountKey(key), deadline: nil) { session in
                    _ = try session.execute("UPDATE customer_loyalty_points SET head = \([7] as [UInt8])")
                }
            }
            let audit = try await stage.run(["loyalty", "verify", "--account", shop.userID])
            #expect(audit.status == 1)
            #expect(audit.out.contains("entry 1: is not the last entry that the balance knows"), "\(audit.out)")
            let doctor = try await stage.run(["doctor", "--json"])
            #expect(doctor.status == 1)
            #expect(doctor.out.contains("entry 1: is not the last entry that the balance knows"), "\(doctor.out)")
        }
    }

    /// One server on SQLite, whose file has one writing process, and two on PostgreSQL.
    private static func servers(
        _ backend: TestBackend, _ stage: Stage, _ body: ([LiveServer]) async throws -> Void
    ) async throws {
        try await stage.serving { first in
            guard backend == .postgres else { return try await body([first]) }
            try await stage.serving { second in try await body([first, second]) }
        }
    }

    /// Makes the customer and a program, and adds the balance; gives the program's id.
    private static func begin(_ api: API) async throws -> String {
        _ = try await api.post(
            "/api/customers/profiles", ["userId": .string(api.userID), "customerId": "ann"])
        let made = try await api.post("/api/customers/loyalty-programs", ["name": "Club"]).json()
        guard case .string(let program)? = made["id"] else { throw TestFailure("No program: \(made.text)") }
        let added = try await api.post("/api/customers/loyalty-points", booking("add", balance, program, api))
        guard added.status == 200 else { throw TestFailure(added.text) }
        return program
    }

    private static func booking(_ action: String, _ points: Int, _ program: String, _ api: API) -> JSON {
        [
            "userId": .string(api.userID), "customerId": "ann", "loyaltyProgramId": .string(program),
            "action": .string(action), "points": .number(String(points)),
        ]
    }
}
