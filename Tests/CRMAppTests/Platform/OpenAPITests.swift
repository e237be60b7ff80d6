import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMApp
@testable import CRMPlatform

@Suite struct OpenAPITests {
    private var document: JSON {
        get throws { try JSONParser.parse(Server.document, limits: JSONLimits(depth: 64, values: 100_000)) }
    }

    @Test func `the document and the router name the same operations`() async throws {
        let paths = try #require(try document["paths"])
        var operations: Set<String> = []
        for path in paths.names { for method in paths[path]?.names ?? [] { operations.insert("\(method) \(path)") } }
        let endpoints = Features.all.flatMap(\.endpoints)
        #expect(operations == Set(endpoints.map { "\($0.method.rawValue.lowercased()) \($0.path)" }))
        #expect(operations.count == endpoints.count)
        try await TestShop.with(.sqlite) { shop in
            for endpoint in endpoints {
                let path = endpoint.path.replacing("{orderId}", with: "x").replacing("{id}", with: "x")
                let reply = try await shop.send(endpoint.method, path, body: endpoint.hasBody ? "{}" : nil, key: "")
                #expect(reply.status == 401, "\(endpoint.method) \(endpoint.path)")
            }
        }
    }

    @Test func `operation ids are unique and every reference leads somewhere`() throws {
        let endpoints = Features.all.flatMap(\.endpoints)
        #expect(Set(endpoints.map(\.operationID)).count == endpoints.count)
        let document = try document
        let schemas = Set(document["components"]?["schemas"]?.names ?? [])
        var references: Set<String> = []
        collectReferences(document, into: &references)
        #expect(!references.isEmpty)
        #expect(references.isSubset(of: schemas))
    }

    @Test func `userId is required exactly where the specification says so`() throws {
        let families = ["profiles", "rfm", "analytics", "loyalty-points", "communications", "segments"]
        let paths = Set(families.map { "/api/customers/\($0)" })
        for endpoint in Features.all.flatMap(\.endpoints) {
            let input = endpoint.describedInput
            let userID = (endpoint.hasBody ? input.body : input.query).first { $0.name == "userId" }
            #expect(userID?.isRequired == paths.contains(endpoint.path), "\(endpoint.method) \(endpoint.path)")
        }
    }

    @Test func `the document is served`() async throws {
        try await TestShop.with(.sqlite) { shop in
            let reply = try await shop.get("/openapi.json", key: "")
            #expect(reply.status == 200)
            #expect(reply.json["openapi"] == "3.1.0")
        }
    }

    private func collectReferences(_ json: JSON, into references: inout Set<String>) {
        switch json {
        case .object(let members):
            for member in members {
                if member.name == "$ref", case .string(let text) = member.value {
                    references.insert(text.replacing("#/components/schemas/", with: ""))
                }
                collectReferences(member.value, into: &references)
            }
        case .array(let elements): for element in elements { collectReferences(element, into: &references) }
        default: return
        }
    }
}
