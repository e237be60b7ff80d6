import CRMCore

extension TestShop {
    static let communications = "/api/customers/communications"

    /// Logs a message; `fields` is JSON text of further members.
    @discardableResult
    func log(
        _ customer: String, _ message: String, direction: String = "outbound", channel: String = "email",
        _ fields: String = ""
    ) async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(
            Self.communications,
            """
            {"userId": "\(userID)", "customerId": "\(customer)", "communicationType": "email",
            "channel": "\(channel)", "direction": "\(direction)", "message": "\(message)"\(more)}
            """)
    }

    /// Logs a message and gives its id.
    func logged(_ customer: String, direction: String = "outbound", _ fields: String = "") async throws -> String {
        try await log(customer, "text", direction: direction, fields).json["id"]?.string ?? ""
    }

    /// Tells what happened to a message.
    @discardableResult
    func tell(_ id: String, _ status: String, at time: String? = nil, _ fields: String = "") async throws -> Reply {
        var members = [#""status": "\#(status)""#]
        if let time { members.append(#""occurredAt": "\#(time)""#) }
        if !fields.isEmpty { members.append(fields) }
        return try await post("\(Self.communications)/\(id)/events", "{\(members.joined(separator: ", "))}")
    }
}
