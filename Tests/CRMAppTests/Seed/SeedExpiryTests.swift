import CRMCore
import CRMTesting
import HTTPTypes
import Testing

/// The part of the specification's troubleshooting that takes time to pass: the same client within the process, whose
/// clock the test sets.
@Suite struct SeedExpiryTests {
    private struct Transport: SeedTransport {
        let shop: TestShop

        func send(_ method: String, _ target: String, _ body: JSON?) async throws -> (status: Int, body: JSON) {
            let reply = try await shop.send(HTTPRequest.Method(rawValue: method) ?? .get, target, body: body?.text)
            return (reply.status, reply.json)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `expired points cannot be redeemed, by the program's own expiry`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let client = SeedClient(Transport(shop: shop), userID: shop.userID)
            _ = try await client.getOrCreateCustomerProfile(shop.userID, "ann")
            let month = try await shop.program("Month", #""pointExpiryDays": 30"#)
            let good = try await shop.program("For good")
            for program in [month, good] {
                #expect(try await client.addLoyaltyPoints("ann", points: 50, program, shop.userID))
            }
            shop.clock.advance(milliseconds: 29 * Instant.millisecondsPerDay)
            #expect(try await client.getCustomerLoyaltyPoints("ann", month) == 50)
            shop.clock.advance(milliseconds: Instant.millisecondsPerDay)
            #expect(try await client.getCustomerLoyaltyPoints("ann", month) == 0)
            #expect(try await client.getCustomerLoyaltyPoints("ann", good) == 50)
            let isRedeemed = try await client.redeemLoyaltyPoints("ann", month, 1)
            #expect(!isRedeemed)
            #expect(try await client.getCustomerLoyaltyPoints("ann") == 50)
        }
    }
}
