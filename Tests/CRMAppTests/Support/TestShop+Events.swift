import CRMApp
import CRMCore
import CRMPlatform
import HTTPTypes
import Testing

extension TestShop {
    static let interactions = "/api/customers/interactions"
    static let nps = "/api/customers/nps"

    /// Records what a customer did; `fields` is JSON text of further members.
    @discardableResult
    func interaction(_ customer: String, _ type: String, _ fields: String = "") async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(
            Self.interactions, #"{"customerId": "\#(customer)", "interactionType": "\#(type)"\#(more)}"#)
    }

    /// Records what a customer answered to "would you recommend us"; `fields` is JSON text of further members.
    @discardableResult
    func answer(_ customer: String, _ score: Int, _ fields: String = "") async throws -> Reply {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(Self.nps, #"{"customerId": "\#(customer)", "score": \#(score)\#(more)}"#)
    }

    /// One part of a customer's timeline, read in pages.
    func timeline(_ kind: String, of customer: String, by limit: Int) async throws -> [TimelineEntry] {
        let part = try #require(Features.all.flatMap(\.timeline).first { $0.kind == kind })
        return try await shop.workplace.read(account) { work in
            let key = try CustomerDirectory(work).key(of: CustomerID(unchecked: customer))
            var seen: [TimelineEntry] = []
            var place = TimelinePlace(at: Instant.range.upperBound, key: .max)
            while true {
                let page = try part.entries(key, place, limit, work)
                guard let last = page.last else { return seen }
                seen += page
                place = last.place
            }
        }
    }

    /// Sends lines of NDJSON.
    func lines(_ path: String, _ lines: [String], key: String? = nil) async throws -> Reply {
        try await send(
            .post, path, body: lines.joined(separator: "\n"), type: "application/x-ndjson", key: key)
    }
}
