import CRMCore
import CRMTesting
import Foundation

/// The HTTP API of a live server as one account sees it.
struct API: Sendable {
    let port: Int
    let userID: String
    let key: String?

    /// Sends one request on a connection of its own.
    func send(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> HTTPAnswer {
        let bytes = request(method, target, headers: headers, body: body)
        return try await blocking { [port] in
            let connection = try HTTPConnection(port: port)
            try connection.send(bytes)
            return try connection.answer(to: method)
        }
    }

    /// The bytes of a request with the account's key, on a connection that ends with it.
    func request(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) -> [UInt8] {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)"]
        let given = Set(headers.map { $0.0.lowercased() })
        if let key, !given.contains("authorization") { lines.append("Authorization: Bearer \(key)") }
        if let body, !given.contains("content-length"), !given.contains("transfer-encoding") {
            lines.append("Content-Length: \(body.count)")
        }
        if !given.contains("connection") { lines.append("Connection: close") }
        lines += headers.map { "\($0): \($1)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }

    func get(_ target: String) async throws -> HTTPAnswer { try await send("GET", target) }

    func post(_ target: String, _ body: JSON) async throws -> HTTPAnswer {
        try await send("POST", target, headers: [("Content-Type", "application/json")], body: Array(body.text.utf8))
    }

    /// The body of a `GET` that must succeed, read as `type`.
    func read<Body: Decodable>(_ type: Body.Type, _ target: String) async throws -> Body {
        let answer = try await get(target)
        guard answer.status == 200 else { throw TestFailure("\(target): \(answer.status) \(answer.text.prefix(500))") }
        return try JSONDecoder().decode(type, from: Data(answer.body))
    }

    /// One order; throws unless there is such a one.
    func order(_ orderID: String) async throws -> OrderRow {
        try await read(OrderRow.self, "/api/customers/orders/\(orderID)")
    }

    /// One profile; throws unless there is such a one.
    func profile(_ customerID: String) async throws -> ProfileRow {
        let page = try await read(
            Page<ProfileRow>.self, "/api/customers/profiles?userId=\(userID)&customerId=\(customerID)")
        guard let profile = page.data.first else { throw TestFailure("There is no customer \(customerID).") }
        return profile
    }

    /// Every profile of the account, walked by cursor.
    func profiles() async throws -> [ProfileRow] {
        try await walk("/api/customers/profiles?userId=\(userID)")
    }

    /// Every order of the account, walked by cursor.
    func orders() async throws -> [OrderRow] {
        try await walk("/api/customers/orders?userId=\(userID)")
    }

    /// The sender's id of every event of the account, walked by cursor.
    func eventIDs() async throws -> [String] {
        let rows: [EventRow] = try await walk("/api/customers/interactions?userId=\(userID)")
        return rows.compactMap(\.eventId)
    }

    /// The reference of every ledger entry of a kind, walked by cursor.
    func ledgerReferences(kind: String) async throws -> [String] {
        let rows: [LedgerRow] = try await walk("/api/customers/loyalty-points/ledger?userId=\(userID)&kind=\(kind)")
        return rows.compactMap(\.reference)
    }

    /// The points that can be spent, of the first customers who have any.
    func availablePoints() async throws -> [Int] {
        try await read([PointsRow].self, "/api/customers/loyalty-points?userId=\(userID)").map(\.availablePoints)
    }

    private struct EventRow: Decodable {
        let eventId: String?
    }

    private struct LedgerRow: Decodable {
        let reference: String?
    }

    private struct PointsRow: Decodable {
        let availablePoints: Int
    }

    private func walk<Row: Decodable & Sendable>(_ target: String) async throws -> [Row] {
        var rows: [Row] = []
        var cursor: String? = ""
        while let current = cursor {
            let page = try await read(Page<Row>.self, "\(target)&limit=200&cursor=\(current)")
            rows += page.data
            cursor = page.nextCursor
        }
        return rows
    }

    /// Every saved score of the account, walked by offset.
    func scores() async throws -> [ScoreRow] {
        var rows: [ScoreRow] = []
        while true {
            let target = "/api/customers/rfm?userId=\(userID)&limit=200&offset=\(rows.count)"
            let report = try await read(Report.self, target)
            if report.scores.isEmpty { return rows }
            rows += report.scores
        }
    }

    private struct Report: Decodable {
        let scores: [ScoreRow]
    }
}

/// A page of a list.
struct Page<Row: Decodable & Sendable>: Decodable, Sendable {
    let data: [Row]
    let nextCursor: String?
}

/// An order as the API tells it, without what depends on the time of the test.
struct OrderRow: Decodable, Sendable, Equatable {
    let orderId: String
    let customerId: String
    let placedAt: String
    let updatedAt: String
    let status: String
    let currency: String
    let total: Decimal
    let refundedAmount: Decimal
    let channel: String?
    let lines: [Line]
    let refunds: [Refund]

    struct Line: Decodable, Sendable, Equatable {
        let sku: String?
        let name: String?
        let category: String?
        let quantity: Decimal
        let unitPrice: Decimal
    }

    struct Refund: Decodable, Sendable, Equatable {
        let refundId: String
        let amount: Decimal
    }
}

/// A profile as the API tells it, without what depends on the time of the test.
struct ProfileRow: Decodable, Sendable, Equatable {
    let customerId: String
    let firstName: String?
    let lastName: String?
    let email: String?
    let phone: String?
    let totalSpent: Decimal
    let totalOrders: Int
    let averageOrderValue: Decimal
    let firstOrderDate: String?
    let lastOrderDate: String?
}

/// A saved score as the API tells it.
struct ScoreRow: Decodable, Sendable, Equatable {
    let customerId: String
    let recencyScore: Int
    let frequencyScore: Int
    let monetaryScore: Int
    let rfmScore: Int
    let rfmSegment: String
    let recencyDays: Int
    let orderCount: Int
    let totalSpent: Decimal
}
