import CRMCore
import HTTPTypes
import Testing

extension TestShop {
    static let programs = "/api/customers/loyalty-programs"

    /// Makes a program and gives its id; `fields` is JSON text of further members.
    func program(_ name: String, _ fields: String = "") async throws -> String {
        let more = fields.isEmpty ? "" : ", " + fields
        let made = try await post(Self.programs, #"{"name": "\#(name)"\#(more)}"#)
        if let id = made.json["id"]?.string { return id }
        let all = try await get("\(Self.programs)?limit=200").json["data"]?.elements
        return try #require(all?.first { $0["name"]?.string == name }?["id"]?.string, "\(made.text)")
    }
}

extension TestShop {
    static let points = "/api/customers/loyalty-points"
    static let ledger = "/api/customers/loyalty-points/ledger"

    /// `POST loyalty-points`; `fields` is JSON text of further members.
    @discardableResult
    func book(
        _ action: String, _ points: Int, _ customer: String, in program: String, _ fields: String = "",
        key: String? = nil
    ) async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await send(
            .post, Self.points,
            body: """
                {"userId": "\(userID)", "customerId": "\(customer)", "loyaltyProgramId": "\(program)",
                 "action": "\(action)", "points": \(points)\(more)}
                """, headers: key.map { [.idempotencyKey: $0] } ?? [:])
    }

    /// The customer's points in the program; null when there are none.
    func points(_ customer: String, in program: String) async throws -> JSON {
        let path = "\(Self.points)?userId=\(userID)&customerId=\(customer)&loyaltyProgramId=\(program)"
        return try await get(path).json.elements.first ?? .null
    }

    /// `available/pending/expired` of the customer in the program.
    func buckets(_ customer: String, in program: String) async throws -> String {
        let points = try await points(customer, in: program)
        return ["availablePoints", "pendingPoints", "expiredPoints"].map { points[$0]?.number ?? "-" }
            .joined(separator: "/")
    }

    /// What inspections of loyalty find.
    func loyaltyViolations() async throws -> [String] {
        var found: [String] = []
        for name in [
            "loyalty.balances", "loyalty.lots", "loyalty.chain", "loyalty.heads", "loyalty.sealed",
        ] { found += try await violations(name) }
        return found
    }
}
