package import CRMCore

/// An answer that the specification does not promise.
package struct SeedSurprise: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// `{data, total, limit, offset}`, and nothing else.
package struct SeedPage: Sendable {
    package let data: [JSON]
    package let total: Int
    package let limit: Int
    package let offset: Int

    /// The specification's defaults.
    static let standard = (limit: 50, offset: 0)

    init(_ answer: JSON, of shape: SeedShape, _ limit: Int?, _ offset: Int?) throws {
        try SeedShape.expectMembers(answer, ["data", "total", "limit", "offset"], extra: [])
        data = try SeedShape.array(answer["data"], of: shape)
        total = try SeedShape.integer(answer["total"], "total")
        self.limit = try SeedShape.integer(answer["limit"], "limit")
        self.offset = try SeedShape.integer(answer["offset"], "offset")
        guard self.limit == limit ?? Self.standard.limit, self.offset == offset ?? Self.standard.offset,
            data.count <= self.limit, data.count <= total
        else { throw SeedSurprise("a page of another place: \(answer.text)") }
    }
}

/// An object of the specification: the members that its tables and bodies name, and the words that may stand in them.
package struct SeedShape: Sendable {
    let name: String
    let members: [String]
    /// Closed sets, by member.
    var words: [String: [String]] = [:]
    /// Numbers, or null where nothing is known.
    var numbers: [String: ClosedRange<Double>] = [:]

    static let segments = [
        "Champions", "Loyal Customers", "Potential Loyalists", "At Risk", "Lost", "VIP", "New Customers",
    ]
    /// What the specification asks of every list, whatever it calls the entries.
    static let pageMembers = ["total", "limit", "offset"]

    static let profile = SeedShape(
        name: "CustomerProfile",
        members: [
            "customerId", "firstName", "lastName", "email", "phone", "companyName", "customerType", "source", "status",
            "lifetimeValue", "totalSpent", "totalOrders", "averageOrderValue", "firstOrderDate", "lastOrderDate",
        ],
        words: [
            "customerType": ["retail", "wholesale", "distributor"], "source": ["direct", "marketplace", "referral"],
            "status": ["active", "inactive", "vip", "at_risk", "lost"],
        ],
        numbers: ["totalSpent": 0...1e15, "totalOrders": 0...1e15, "lifetimeValue": 0...1e15])

    static let score = SeedShape(
        name: "CustomerRFMScore",
        members: [
            "customerId", "recencyScore", "frequencyScore", "monetaryScore", "rfmScore", "rfmSegment", "calculatedAt",
        ],
        words: ["rfmSegment": segments],
        numbers: ["recencyScore": 1...5, "frequencyScore": 1...5, "monetaryScore": 1...5, "rfmScore": 111...555])

    static let analytics = SeedShape(
        name: "CustomerAnalytics",
        members: [
            "customerId", "totalOrders", "totalSpent", "averageOrderValue", "repeatPurchaseRate", "purchaseFrequency",
            "preferredProducts", "preferredCategories", "churnRisk", "predictedValue", "engagementScore", "npsScore",
        ],
        numbers: ["totalOrders": 0...1e15, "totalSpent": 0...1e15, "churnRisk": 0...1])

    static let loyaltyPoints = SeedShape(
        name: "CustomerLoyaltyPoints",
        members: [
            "customerId", "loyaltyProgramId", "totalPoints", "availablePoints", "redeemedPoints", "tierLevel",
            "lastActivityAt",
        ],
        numbers: ["totalPoints": 0...1e15, "availablePoints": 0...1e15, "redeemedPoints": 0...1e15])

    static let communication = SeedShape(
        name: "CustomerCommunication",
        members: [
            "customerId", "communicationType", "subject", "message", "direction", "channel", "status", "metadata",
        ],
        words: [
            "communicationType": ["email", "sms", "phone", "chat", "in_person"], "direction": ["inbound", "outbound"],
        ])

    static let note = SeedShape(
        name: "CustomerNote", members: ["customerId", "title", "content", "noteType", "priority", "isPinned"],
        words: ["noteType": ["internal", "follow_up", "reminder", "complaint", "compliment"]])

    static let segment = SeedShape(
        name: "CustomerSegment", members: ["id", "name", "description", "criteria", "isActive"])

    /// The object itself when it has the shape.
    func check(_ json: JSON) throws -> JSON {
        guard case .object(let found) = json else { throw SeedSurprise("\(name) is \(json.kindName)") }
        let names = Set(found.map(\.name))
        let missing = members.filter { !names.contains($0) }
        guard missing.isEmpty else { throw SeedSurprise("\(name) lacks \(missing): \(json.text)") }
        for (member, words) in words {
            guard case .string(let word)? = json[member], words.contains(word) else {
                throw SeedSurprise("\(name).\(member) is \(json[member]?.text ?? "missing")")
            }
        }
        for (member, range) in numbers {
            guard case .number(let text)? = json[member], let number = Double(text), range.contains(number) else {
                throw SeedSurprise("\(name).\(member) is \(json[member]?.text ?? "missing")")
            }
        }
        return json
    }

    // MARK: Parts

    /// Throws unless the object has these members, and others only from `extra`.
    static func expectMembers(_ json: JSON, _ members: [String], extra: [String]) throws {
        guard case .object(let found) = json else { throw SeedSurprise("\(json.kindName) in place of an object") }
        let names = found.map(\.name)
        guard members.allSatisfy({ names.contains($0) }), names.allSatisfy({ (members + extra).contains($0) }) else {
            throw SeedSurprise("members \(names) in place of \(members)")
        }
    }

    static func array(_ json: JSON?, of shape: SeedShape) throws -> [JSON] {
        try elements(json).map { try shape.check($0) }
    }

    static func elements(_ json: JSON?) throws -> [JSON] {
        guard case .array(let elements)? = json else {
            throw SeedSurprise("\(json?.kindName ?? "nothing") in place of an array")
        }
        return elements
    }

    package static func integer(_ json: JSON?, _ name: String) throws -> Int {
        guard case .number(let text)? = json, let number = Int(text) else {
            throw SeedSurprise("\(name) is \(json?.text ?? "missing"), no integer")
        }
        return number
    }

    package static func text(_ json: JSON?, _ name: String) throws -> String {
        switch json {
        case .string(let text)?, .number(let text)?: return text
        default: throw SeedSurprise("\(name) is \(json?.text ?? "missing")")
        }
    }
}
