import CRMCore
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
