import CRMCore
import CRMTesting
import Synchronization

/// Endpoints of loyalty.
extension FaultUseCase {
    private static let programs = TestShop.programs

    static let loyalty: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/loyalty-programs", isOnce: true, path: { _, _ in programs },
            body: { _, n in #"{"name": "P \#(n)"}"# }, state: { _, _ in ["\(programs)?limit=1"] }),
        FaultUseCase(
            endpoint: "PUT /api/customers/loyalty-programs/{id}",
            path: { "\(programs)/\(try await $0.program("P \($1)"))" },
            body: { _, n in #"{"description": "\#(n)"}"# }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/loyalty-programs/{id}",
            path: { "\(programs)/\(try await $0.program("P \($1)"))" }, body: { _, _ in nil }, state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "POST /api/customers/loyalty-points", setUp: { [order($0)] },
            path: { shop, _ in
                try await keepProgram("Faults", "", shop)
                return points
            },
            // Sent again it adds again, as long as it has no key.
            body: { booking("add", 5, $0, $1) }, state: { _, _ in [] }),
        // Of points that were added on two days the first have expired, which is booked with the redemption of the others.
        FaultUseCase(
            endpoint: "POST /api/customers/loyalty-points", isOnce: true, setUp: { [order($0)] },
            path: { shop, n in
                try await keepProgram("Faults of days", #""pointExpiryDays": 2"#, shop)
                for _ in 1...2 {
                    _ = try await shop.post(points, booking("add", 20, shop, n) ?? "")
                    shop.clock.advance(milliseconds: Instant.millisecondsPerDay)
                }
                return points
            },
            body: { booking("redeem", 20, $0, $1) }, state: pointsState),
    ]

    private static let points = TestShop.points
    /// The id of the program of a use case, by the key of its shop.
    private static let known = Mutex<[String: String]>([:])

    private static func keepProgram(_ name: String, _ fields: String, _ shop: TestShop) async throws {
        let id = try await shop.program(name, fields)
        known.withLock { $0[shop.key] = id }
    }

    private static func booking(_ action: String, _ points: Int, _ shop: TestShop, _ n: Int) -> String? {
        let program = known.withLock { $0[shop.key] } ?? ""
        return """
            {"userId": "\(shop.userID)", "customerId": "c-\(n)", "loyaltyProgramId": "\(program)",
             "action": "\(action)", "points": \(points)}
            """
    }

    private static let pointsState: @Sendable (TestShop, Int) -> [String] = { shop, n in
        ["\(points)?userId=\(shop.userID)&customerId=c-\(n)", "\(TestShop.ledger)?customerId=c-\(n)&limit=1"]
    }
}
