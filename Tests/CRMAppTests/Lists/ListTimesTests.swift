import CRMApp
import CRMCore
import Testing

/// What every list of the API has in common, read from the document of all endpoints.
@Suite struct ListTimesTests {
    /// Answers with several entries that are no lists of what is stored, and why.
    private static let exceptions = [
        "/api/customers/analytics/cohorts": "computed for the months that are asked for, whole",
        "/api/customers/analytics/summary": "computed for the months that are asked for, whole",
        "/api/customers/preferences": "one customer's, with their topics",
        "/api/customers/rfm/matrix": "the 25 cells of the grid",
        "/api/customers/timeline": "a stream of many kinds in one order, walked by cursor",
        "/api/imports/{id}/file": "what the beginning of one file shows",
    ]

    /// The bounds in time that every list takes.
    private static let times = ["createdAfter", "createdBefore", "updatedAfter"]

    @Test func `every list takes bounds on the times of creation and change`() throws {
        let operations = try Operation.all()
        let lists = operations.filter { $0.hasEntries || $0.parameters.contains("limit") }
            .filter { Self.exceptions[$0.path] == nil }
        for list in lists {
            for name in Self.times + ["limit", "offset", "cursor"] {
                #expect(list.parameters.contains(name), "\(list.path) takes no \(name)")
            }
        }
        #expect(lists.count >= 14)
    }

    @Test func `whatever the rule leaves out is there, and would fall under it`() throws {
        let operations = try Operation.all()
        for path in Self.exceptions.keys {
            #expect(operations.contains { $0.path == path && $0.hasEntries }, "\(path)")
        }
    }

    /// A `GET` that answers with JSON.
    private struct Operation {
        let path: String
        /// Names of what its query may hold.
        let parameters: Set<String>
        /// Whether the answer is an array of objects, or an object with such an array. What one resource holds is its own.
        let hasEntries: Bool

        static func all() throws -> [Operation] {
            let document = try JSONParser.parse(
                Array(Server.document.utf8), limits: JSONLimits(depth: 64, values: 100_000))
            return (document["paths"]?.names ?? []).compactMap { path in
                document["paths"]?[path]?["get"].map { Operation(path, $0, document) }
            }
        }

        private init(_ path: String, _ operation: JSON, _ document: JSON) {
            self.path = path
            let query = (operation["parameters"]?.elements ?? []).filter { $0["in"] == "query" }
            parameters = Set(query.compactMap { $0["name"]?.string })
            let schema = operation["responses"]?["200"]?["content"]?["application/json"]?["schema"]
            let answer = schema.map { Self.resolved($0, document) }
            let fields = answer?["properties"]?.names.compactMap { answer?["properties"]?[$0] } ?? []
            hasEntries =
                !path.hasSuffix("}")
                && ([answer].compactMap { $0 } + fields).contains { part in
                    part["type"] == "array" && part["items"]?["$ref"] != nil
                }
        }

        private static func resolved(_ schema: JSON, _ document: JSON) -> JSON {
            guard let name = schema["$ref"]?.string?.split(separator: "/").last else { return schema }
            return document["components"]?["schemas"]?[String(name)] ?? schema
        }
    }
}
