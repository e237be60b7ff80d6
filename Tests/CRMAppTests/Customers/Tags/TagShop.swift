import CRMApp
import CRMCore
import CRMPlatform
import Testing

extension TestShop {
    /// The id of the tag of that name, which is made when it is not there, and put on the customers.
    func tag(_ name: String, on customers: [String] = []) async throws -> String {
        let list = customers.map { #""\#($0)""# }.joined(separator: ", ")
        let reply = try await post(
            "/api/customers/tags/assign", #"{"customerIds": [\#(list)], "tags": ["\#(name)"]}"#)
        return try #require(reply.json["tags"]?.elements.first?["id"]?.string, "\(reply.text)")
    }

    /// The names of the tags that the customer's profile shows.
    func tags(_ customer: String) async throws -> [String] {
        try await profile(customer)["tags"]?.elements.compactMap(\.string) ?? []
    }

    /// What an inspection finds.
    func violations(_ name: String) async throws -> [String] {
        let inspection = try #require(Features.all.flatMap(\.inspections).first { $0.name == name })
        return try await shop.workplace.run(inspection, in: account).violations
    }
}
