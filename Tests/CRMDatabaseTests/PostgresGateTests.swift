import CRMDatabase
import Testing

@testable import CRMPostgres

/// How connections are made again after the server has gone.
@Suite struct PostgresGateTests {
    private static let refusal = DatabaseError.cannotOpen("refused")

    @Test func `a server that never answered is asked each time, and the answer told as it is`() {
        let gate = PostgresGate()
        var attempts = 0
        for _ in 1...3 {
            #expect(throws: Self.refusal) {
                try gate.connect {
                    attempts += 1
                    throw Self.refusal
                }
            }
        }
        #expect(attempts == 3)
    }

    @Test func `a server that has gone is asked once, and who comes at the same time learns of it`() throws {
        let gate = PostgresGate()
        try gate.connect {}
        var attempts = 0
        for _ in 1...3 {
            let loss = #expect(throws: PostgresLoss.self) {
                try gate.connect {
                    attempts += 1
                    throw Self.refusal
                }
            }
            #expect(loss?.error == Self.refusal)
        }
        #expect(attempts == 1)
    }

    @Test func `pauses grow up to a limit`() {
        #expect(PostgresGate.pause(after: 1) == PostgresSettings.firstReconnectPause)
        #expect(PostgresGate.pause(after: 2) == PostgresSettings.firstReconnectPause * 2)
        #expect(PostgresGate.pause(after: 1_000) == PostgresSettings.longestReconnectPause)
    }
}
