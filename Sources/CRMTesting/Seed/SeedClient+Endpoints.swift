package import CRMCore

/// The endpoints of the specification as it writes them, with the shapes of their answers.
extension SeedClient {
    private static let root = "/api/customers"

    /// `GET profiles`
    package func profiles(
        customerID: String? = nil, status: String? = nil, limit: Int? = nil, offset: Int? = nil
    ) async throws -> SeedPage {
        let query = [("customerId", customerID), ("status", status)] + Self.place(limit, offset)
        return try SeedPage(try await read("/profiles", userQuery(query)), of: .profile, limit, offset)
    }

    /// `PUT profiles`
    package func updateProfile(_ customerID: String, _ fields: JSON) async throws -> JSON {
        let body = fields.adding(["userId": .string(userID), "customerId": .string(customerID)])
        return try SeedShape.profile.check(try await good("PUT", "/profiles", body, statuses: [200]))
    }

    /// `GET rfm`: scores, and how many customers each segment has.
    package func scores(segment: String? = nil) async throws -> (scores: [JSON], distribution: [String: Int]) {
        let answer = try await read("/rfm", userQuery([("segment", segment)]))
        try SeedShape.expectMembers(answer, ["scores", "distribution"], extra: SeedShape.pageMembers)
        let distribution = answer["distribution"] ?? .null
        try SeedShape.expectMembers(distribution, SeedShape.segments, extra: [])
        let counts = try SeedShape.segments.map { ($0, try SeedShape.integer(distribution[$0], $0)) }
        return (
            try SeedShape.array(answer["scores"], of: .score),
            Dictionary(counts) { first, _ in first }
        )
    }

    /// `GET analytics`: a bare array.
    package func analytics(customerID: String? = nil) async throws -> [JSON] {
        try SeedShape.array(try await read("/analytics", userQuery([("customerId", customerID)])), of: .analytics)
    }

    /// `GET loyalty-points`: a bare array.
    package func loyaltyPoints(customerID: String? = nil, programID: String? = nil) async throws -> [JSON] {
        let query = userQuery([("customerId", customerID), ("loyaltyProgramId", programID)])
        return try SeedShape.array(try await read("/loyalty-points", query), of: .loyaltyPoints)
    }

    /// `GET communications`
    package func communications(
        customerID: String? = nil, channel: String? = nil, status: String? = nil, limit: Int? = nil,
        offset: Int? = nil
    ) async throws -> SeedPage {
        let query = [("customerId", customerID), ("channel", channel), ("status", status)] + Self.place(limit, offset)
        return try SeedPage(try await read("/communications", userQuery(query)), of: .communication, limit, offset)
    }

    /// `GET segments`: those of the account, and the ids of those that the customer is in.
    package func segments(customerID: String? = nil) async throws -> (segments: [JSON], customerSegments: [String]) {
        let answer = try await read("/segments", userQuery([("customerId", customerID)]))
        try SeedShape.expectMembers(answer, ["segments", "customerSegments"], extra: SeedShape.pageMembers)
        let ids = try SeedShape.elements(answer["customerSegments"]).map { try SeedShape.text($0, "customerSegments") }
        return (try SeedShape.array(answer["segments"], of: .segment), ids)
    }

    /// `POST segments` with `action: create`; gives the segment's id.
    package func createSegment(_ name: String, _ description: String) async throws -> String {
        let body: JSON = [
            "userId": .string(userID), "action": "create", "name": .string(name), "description": .string(description),
        ]
        let segment = try SeedShape.segment.check(try await good("POST", "/segments", body, statuses: [200, 201]))
        return try SeedShape.text(segment["id"], "id")
    }

    // MARK: Calls

    /// Sends a call and gives whatever is answered, for refusals.
    package func raw(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> (status: Int, body: JSON) {
        try await transport.send(method, Self.root + path, body)
    }

    func read(_ path: String, _ query: String) async throws -> JSON {
        try await good("GET", "\(path)?\(query)", nil, statuses: [200])
    }

    /// What a `POST` answers; nil where the state of things does not allow it, which the specification calls `null` or
    /// `false`.
    func made(_ path: String, _ body: JSON) async throws -> JSON? {
        let answer = try await raw("POST", path, body)
        if answer.status == 404 || answer.status == 409 { return nil }
        guard [200, 201].contains(answer.status) else { throw SeedSurprise("POST \(path): \(answer)") }
        return answer.body
    }

    private func good(_ method: String, _ path: String, _ body: JSON?, statuses: [Int]) async throws -> JSON {
        let answer = try await raw(method, path, body)
        guard statuses.contains(answer.status) else { throw SeedSurprise("\(method) \(path): \(answer)") }
        return answer.body
    }

    private func userQuery(_ words: [(name: String, value: String?)]) -> String {
        ([("userId", userID)] + words).compactMap { name, value in
            value.map { "\(name)=\($0.replacing(" ", with: "%20"))" }
        }
        .joined(separator: "&")
    }

    private static func place(_ limit: Int?, _ offset: Int?) -> [(name: String, value: String?)] {
        [("limit", limit.map { String($0) }), ("offset", offset.map { String($0) })]
    }
}

extension JSON {
    /// The object with members of its own put in front of these.
    package func adding(_ members: JSON) -> JSON {
        guard case .object(let own) = self, case .object(let more) = members else { return self }
        return .object(more + own)
    }
}
