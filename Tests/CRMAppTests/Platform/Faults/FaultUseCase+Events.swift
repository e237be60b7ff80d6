import CRMCore
import CRMTesting

/// Endpoints of what customers did.
extension FaultUseCase {
    static let events: [FaultUseCase] = [
        FaultUseCase(
            endpoint: "POST /api/customers/interactions", setUp: { [order($0)] },
            path: { _, _ in TestShop.interactions }, body: { _, n in visit(n) },
            state: { _, n in ["\(TestShop.interactions)?customerId=c-\(n)"] }),
        FaultUseCase(
            endpoint: "POST /api/customers/interactions", type: "application/x-ndjson", setUp: { [order($0)] },
            path: { _, _ in TestShop.interactions }, body: { _, n in visit(n) + "\n" + visit(n, "second") },
            state: { _, n in ["\(TestShop.interactions)?customerId=c-\(n)"] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/interactions/{id}", setUp: { [order($0)] },
            path: { "\(TestShop.interactions)/\(try await newInteraction($0, $1))" }, body: { _, _ in nil },
            state: { _, _ in [] }),
        FaultUseCase(
            endpoint: "POST /api/customers/nps", setUp: { [order($0)] }, path: { _, _ in TestShop.nps },
            body: { _, n in answer(n) }, state: { _, n in ["\(TestShop.nps)?customerId=c-\(n)"] }),
        FaultUseCase(
            endpoint: "POST /api/customers/nps", type: "application/x-ndjson", setUp: { [order($0)] },
            path: { _, _ in TestShop.nps }, body: { _, n in answer(n) + "\n" + answer(n, "second") },
            state: { _, n in ["\(TestShop.nps)?customerId=c-\(n)"] }),
        FaultUseCase(
            endpoint: "DELETE /api/customers/nps/{id}", setUp: { [order($0)] },
            path: { "\(TestShop.nps)/\(try await newAnswer($0, $1))" }, body: { _, _ in nil },
            state: { _, _ in [] }),
    ]

    private static func answer(_ n: Int, _ event: String = "first") -> String {
        #"{"customerId": "c-\#(n)", "eventId": "a-\#(n)-\#(event)", "score": 9}"#
    }

    private static func newAnswer(_ shop: TestShop, _ n: Int) async throws -> String {
        try await shop.answer("c-\(n)", 7).json["id"]?.string ?? ""
    }

    private static func visit(_ n: Int, _ event: String = "first") -> String {
        #"{"customerId": "c-\#(n)", "eventId": "e-\#(n)-\#(event)", "interactionType": "visit"}"#
    }

    private static func newInteraction(_ shop: TestShop, _ n: Int) async throws -> String {
        try await shop.interaction("c-\(n)", "visit").json["id"]?.string ?? ""
    }
}
