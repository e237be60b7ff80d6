import CRMCore
import CRMTesting
import HTTPTypes
import Testing

extension TestShop {
    static let bulk = "/api/customers/profiles/bulk"

    /// A selection of these customers.
    static func ids(_ ids: [String]) -> String {
        #"{"customerIds": [\#(ids.map { #""\#($0)""# }.joined(separator: ", "))]}"#
    }

    /// Asks for a bulk action; `fields` is JSON text of its parameter.
    func askBulk(_ action: String, _ selection: String, _ fields: String = "", key: String? = nil) async throws -> Reply
    {
        let more = fields.isEmpty ? "" : ", " + fields
        return try await post(Self.bulk, #"{"action": "\#(action)", "selection": \#(selection)\#(more)}"#, key: key)
    }

    /// Does a bulk action to its end; gives it as it is then.
    func didBulk(_ action: String, _ selection: String, _ fields: String = "") async throws -> JSON {
        let asked = try await askBulk(action, selection, fields)
        #expect(asked.status == 202 && asked.json["state"] == "queued", "\(asked.text)")
        await workOff()
        return try await bulkRun(asked.json)
    }

    /// Takes a bulk action back; gives it as it is then.
    func undidBulk(_ run: JSON) async throws -> JSON {
        let reply = try await send(.post, "\(Self.bulk)/\(run["id"]?.string ?? "")/undo")
        #expect(reply.status == 202 && reply.json["state"] == "undoing", "\(reply.text)")
        await workOff()
        return try await bulkRun(run)
    }

    func bulkRun(_ run: JSON) async throws -> JSON { try await get("\(Self.bulk)/\(run["id"]?.string ?? "")").json }

    /// All that bulk actions can change of the customers, but for the times of changes.
    func bulkContents() async throws -> [String] {
        var contents: [String] = []
        for archived in ["false", "true"] {
            let path = "/api/customers/profiles?userId=\(userID)&limit=200&sort=createdAt&archived=\(archived)"
            for profile in try await get(path).json["data"]?.elements ?? [] {
                guard case .object(let members) = profile else { continue }
                contents.append(JSON.object(members.filter { $0.name != "updatedAt" }).text)
            }
        }
        for (list, members) in [("tags", "customers"), ("segments", "members")] {
            let page = try await get("/api/customers/\(list)?userId=\(userID)&limit=200&sort=name").json
            for entry in (page["data"] ?? page["segments"])?.elements ?? [] {
                let id = entry["id"]?.string ?? ""
                let own = try await get("/api/customers/\(list)/\(id)/\(members)?limit=200&sort=createdAt").json["data"]
                let names = own?.elements.compactMap { $0["customerId"]?.string } ?? []
                let count = (entry["customerCount"] ?? entry["memberCount"])?.number ?? ""
                contents.append("\(list) \(entry["name"]?.string ?? "") \(count) \(names)")
            }
        }
        return contents
    }

    /// Everything that must hold between what bulk actions touch.
    func bulkViolations() async throws -> [String] {
        var found: [String] = []
        for name in ["tags.counts", "tags.profiles", "tags.archived", "segments.counts", "segments.archived"] {
            found += try await violations(name)
        }
        return found
    }
}
