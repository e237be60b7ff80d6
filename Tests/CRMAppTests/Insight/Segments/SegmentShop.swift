import CRMCore
import Testing

extension TestShop {
    /// The id of the segment of that name, which is made when it is not there; then its members.
    func segment(_ name: String, _ fields: String = "", members: [String] = []) async throws -> String {
        let more = fields.isEmpty ? "" : ", " + fields
        let made = try await act("create", #""name": "\#(name)"\#(more)"#)
        var id = made.json["id"]?.string
        if made.status == 409 {
            let all = try await get("/api/customers/segments?userId=\(userID)&limit=200").json["segments"]?.elements
            id = all?.first { $0["name"]?.string == name }?["id"]?.string
        }
        let known = try #require(id, "\(made.text)")
        if !members.isEmpty {
            let list = members.map { #""\#($0)""# }.joined(separator: ", ")
            _ = try await post("/api/customers/segments/\(known)/members", #"{"customerIds": [\#(list)]}"#)
        }
        return known
    }

    /// `POST segments` with an action and further members of the body.
    func act(_ action: String, _ fields: String) async throws -> Reply {
        try await post(
            "/api/customers/segments", #"{"userId": "\#(userID)", "action": "\#(action)", \#(fields)}"#)
    }
}
