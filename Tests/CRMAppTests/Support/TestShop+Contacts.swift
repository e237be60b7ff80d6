import CRMCore

extension TestShop {
    static let addresses = "/api/customers/addresses"
    static let preferences = "/api/customers/preferences"
    static let consents = "/api/customers/consents"
    static let notes = "/api/customers/notes"

    /// Adds an address to a customer; `fields` is JSON text of further members.
    @discardableResult
    func address(_ customer: String, _ fields: String = "") async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(
            Self.addresses, #"{"customerId": "\#(customer)", "line1": "Main Street 1", "country": "DE"\#(more)}"#)
    }

    /// Records a decision of a customer.
    @discardableResult
    func consent(_ customer: String, _ purpose: String, _ status: String, _ fields: String = "") async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(
            Self.consents, #"{"customerId": "\#(customer)", "purpose": "\#(purpose)", "status": "\#(status)"\#(more)}"#)
    }

    /// Writes a note about a customer.
    @discardableResult
    func note(_ customer: String, _ content: String, _ fields: String = "") async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(Self.notes, #"{"customerId": "\#(customer)", "content": "\#(content)"\#(more)}"#)
    }

    /// Changes preferences of a customer; `fields` is JSON text of members.
    @discardableResult
    func prefer(_ customer: String, _ fields: String) async throws -> Reply {
        try await put(Self.preferences, #"{"customerId": "\#(customer)", \#(fields)}"#)
    }

    func preferences(_ customer: String) async throws -> JSON {
        try await get("\(Self.preferences)?customerId=\(customer)").json
    }

    /// What speaks against contacting a customer; empty when nothing does.
    func objections(
        _ customer: String, _ channel: String, _ purpose: String, _ more: String = ""
    ) async throws -> [String] {
        let reply = try await get(
            "\(Self.preferences)/permission?customerId=\(customer)&channel=\(channel)&purpose=\(purpose)\(more)")
        let reasons = reply.json["reasons"]?.elements.compactMap(\.string) ?? ["no answer: \(reply.text)"]
        return reply.json["allowed"] == .bool(reasons.isEmpty) ? reasons : ["allowed contradicts reasons"]
    }

    /// The members of one name of a list's entries.
    func listed(_ path: String, _ name: String) async throws -> [String] {
        let reply = try await get(path)
        return reply.json["data"]?.elements.compactMap { $0[name]?.string } ?? ["no list: \(reply.text)"]
    }
}
