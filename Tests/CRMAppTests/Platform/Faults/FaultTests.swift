import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import HTTPTypes
import Logging
import Synchronization
import Testing

/// Every endpoint that writes, with a database that fails at each place in turn.
@Suite(.timeLimit(.minutes(5))) struct FaultTests {
    @Test func `4: every endpoint that writes has a use case`() async throws {
        try await TestBackend.sqlite.withDatabase { database in
            let server = Server(database: database, clock: TestClock(), logger: Logger(label: "test"))
            let writing = server.endpoints(Settings()).endpoints.filter { $0.method != .get }
                .map { "\($0.method.rawValue) \($0.path)" }
            #expect(Set(writing) == Set(FaultUseCase.all.map(\.endpoint)))
        }
    }

    /// One pass over the use cases of an area.
    struct Pass: Sendable, CustomTestStringConvertible {
        let backend: TestBackend
        let area: String
        let useCases: [FaultUseCase]
        let isSticky: Bool

        var testDescription: String { "\(area) on \(backend.rawValue), \(isSticky ? "failing on" : "failing once")" }
    }

    private static let passes = TestBackend.allCases.flatMap { backend in
        FaultUseCase.areas.flatMap { area in
            [false, true].map { Pass(backend: backend, area: area.name, useCases: area.useCases, isSticky: $0) }
        }
    }

    @Test(arguments: passes)
    func `4: a fault at any place leaves the data as before or as after, and the next call works`(
        _ pass: Pass
    ) async throws {
        let plan = FaultPlan()
        let served = { @Sendable (database: any Database) -> any Database in FaultyDatabase(database, plan) }
        // Every request looks its key up, or the places would depend on when one did last.
        let reading = Atomic(0)
        let credentials = CredentialCache { .now + .seconds(reading.add(1, ordering: .relaxed).newValue * 60) }
        try await TestShop.with(pass.backend, served: served, credentials: credentials) { shop in
            for (index, useCase) in pass.useCases.enumerated() {
                // Numbers of their own, so that no use case meets another's customers.
                try await Self.walk(useCase, shop, plan, isSticky: pass.isSticky, first: 1_000 * (index + 1))
            }
        }
    }

    private static func walk(
        _ useCase: FaultUseCase, _ shop: TestShop, _ plan: FaultPlan, isSticky: Bool, first: Int
    ) async throws {
        var places: Set<FaultPlan.Place> = []
        for n in 1...200 {
            let number = first + n
            for request in useCase.setUp(number) { _ = try await shop.post(request.path, request.body) }
            let path = try await useCase.path(shop, number)
            let call = { () async throws -> TestShop.Reply in
                try await shop.send(
                    useCase.method, path, body: useCase.body(shop, number), type: useCase.type)
            }
            let before = try await state(useCase, shop, number)
            plan.arm(n, isSticky: isSticky)
            let reply = try await call()
            let struck = plan.disarm()
            let now = try await state(useCase, shop, number)
            if struck.isEmpty {
                #expect((200..<300).contains(reply.status), "\(useCase.testDescription) without a fault")
                #expect(places.isSuperset(of: [.begin, .statement, .commit, .reply]), "\(useCase.testDescription)")
                return
            }
            places.formUnion(struck)
            let again = try await call()
            let after = try await state(useCase, shop, number)
            let what = "\(useCase.testDescription), fault \(n): \(struck.map(\.rawValue))"
            #expect(now == before || now == after, "\(what)")
            if !struck.contains(.reply) && reply.status >= 500 { #expect(now == before, "\(what)") }
            expectClean(reply, what)
            // A second end of the same key finds it ended; nearly everything else may be said twice.
            let mayBeRefused = useCase.method == .delete || useCase.isOnce
            #expect((200..<300).contains(again.status) || mayBeRefused, "\(what): \(again.text)")
        }
        Issue.record("\(useCase.testDescription) never succeeds")
    }

    private static func expectClean(_ reply: TestShop.Reply, _ what: String) {
        // What is only noted in passing, such as the last use of a key, may fail without a word.
        guard reply.status >= 400 else { return }
        #expect([503, 507].contains(reply.status), "\(what): \(reply.text)")
        #expect(reply.headers[.contentType] == "application/problem+json", "\(what)")
        #expect(reply.json["requestId"]?.string != nil, "\(what)")
        #expect(!reply.text.contains("fault of the test"), "\(what)")
    }

    /// What the answers say, without what each call makes anew.
    private static func state(_ useCase: FaultUseCase, _ shop: TestShop, _ n: Int) async throws -> [String] {
        var texts: [String] = []
        for path in useCase.state(shop, n) {
            let reply = try await shop.get(path)
            texts.append(reply.status == 404 ? "nothing" : reply.text)
        }
        return texts
    }
}
