package import CRMCore

/// What carries a call of the specification: a socket, or the server within this process.
package protocol SeedTransport: Sendable {
    /// Sends one request of the account and gives the status and the body of the answer.
    func send(_ method: String, _ target: String, _ body: JSON?) async throws -> (status: Int, body: JSON)
}

/// The eleven service functions of the specification, under its names and with its arguments, over the endpoints of the
/// specification. It knows nothing of the product but that text, and takes no answer whose shape is another one.
package struct SeedClient: Sendable {
    let transport: any SeedTransport
    /// The account in whose name functions without a `userId` speak.
    package let userID: String

    package init(_ transport: any SeedTransport, userID: String) {
        self.transport = transport
        self.userID = userID
    }

    /// `Promise<CustomerProfile | null>`
    package func getOrCreateCustomerProfile(
        _ userID: String, _ customerID: String, _ customerData: JSON = .object([])
    ) async throws -> JSON? {
        let body = customerData.adding(["userId": .string(userID), "customerId": .string(customerID)])
        return try await made("/profiles", body).map { try SeedShape.profile.check($0) }
    }

    /// `Promise<CustomerRFMScore | null>`; null when there is nothing to score.
    package func calculateRFMScore(_ userID: String, _ customerID: String, _ days: Int? = nil) async throws -> JSON? {
        var body: JSON = ["userId": .string(userID), "customerId": .string(customerID)]
        if let days { body = body.adding(["days": .number(String(days))]) }
        return try await made("/rfm", body).map { try SeedShape.score.check($0) }
    }

    /// `Promise<number>`, 0…1. The specification has no endpoint of its own for it; the product puts it under analytics.
    package func calculateChurnRisk(_ customerID: String, _ days: Int? = nil) async throws -> Double {
        try await churn(customerID, days).risk
    }

    /// The same with what the answer says of how it came about.
    package func churn(_ customerID: String, _ days: Int? = nil) async throws -> (risk: Double, answer: JSON) {
        let look = days.map { "&days=\($0)" } ?? ""
        let answer = try await read("/analytics/churn", "customerId=\(customerID)\(look)")
        let text = try SeedShape.text(answer["churnRisk"], "churnRisk")
        guard let risk = Double(text), (0...1).contains(risk) else { throw SeedSurprise("churnRisk is \(text)") }
        return (risk, answer)
    }

    /// `Promise<CustomerAnalytics | null>`
    package func updateCustomerAnalytics(_ userID: String, _ customerID: String) async throws -> JSON? {
        try await made("/analytics", ["userId": .string(userID), "customerId": .string(customerID)])
            .map { try SeedShape.analytics.check($0) }
    }

    /// `Promise<boolean>`
    package func addCustomerToSegment(_ customerID: String, _ segmentID: String, _ userID: String) async throws -> Bool
    {
        try await made(
            "/segments",
            [
                "userId": .string(userID), "action": "add_member", "customerId": .string(customerID),
                "segmentId": .string(segmentID),
            ]) != nil
    }

    /// `Promise<number>`: points that can be spent, of one program or of all.
    package func getCustomerLoyaltyPoints(_ customerID: String, _ programID: String? = nil) async throws -> Int {
        try await loyaltyPoints(customerID: customerID, programID: programID)
            .reduce(0) { try $0 + SeedShape.integer($1["availablePoints"], "availablePoints") }
    }

    /// `Promise<boolean>`
    package func addLoyaltyPoints(
        _ customerID: String, points: Int, _ programID: String, _ userID: String
    ) async throws -> Bool {
        try await movePoints("add", customerID, points, programID, userID) != nil
    }

    /// `Promise<boolean>`
    package func redeemLoyaltyPoints(_ customerID: String, _ programID: String, _ points: Int) async throws -> Bool {
        try await movePoints("redeem", customerID, points, programID, userID) != nil
    }

    /// `Promise<boolean>`
    package func logCommunication(_ userID: String, _ customerID: String, _ communication: JSON) async throws -> Bool {
        let body = communication.adding(["userId": .string(userID), "customerId": .string(customerID)])
        return try await made("/communications", body).map { try SeedShape.communication.check($0) } != nil
    }

    /// `Promise<boolean>`
    package func addCustomerNote(_ userID: String, _ customerID: String, _ note: JSON) async throws -> Bool {
        let body = note.adding(["userId": .string(userID), "customerId": .string(customerID)])
        return try await made("/notes", body).map { try SeedShape.note.check($0) } != nil
    }

    /// `Promise<any[]>`
    package func getCustomerCommunications(_ customerID: String, _ limit: Int? = nil) async throws -> [JSON] {
        try await communications(customerID: customerID, limit: limit).data
    }

    private func movePoints(
        _ action: String, _ customerID: String, _ points: Int, _ programID: String, _ userID: String
    ) async throws -> JSON? {
        try await made(
            "/loyalty-points",
            [
                "userId": .string(userID), "customerId": .string(customerID), "loyaltyProgramId": .string(programID),
                "action": .string(action), "points": .number(String(points)),
            ]
        ).map { try SeedShape.loyaltyPoints.check($0) }
    }
}
