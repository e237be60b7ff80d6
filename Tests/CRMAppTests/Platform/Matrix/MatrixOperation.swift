import CRMCore
import CRMPlatform
import HTTPTypes

/// One operation of the OpenAPI document: what it takes, and the scope that it needs.
struct MatrixOperation: Sendable, CustomStringConvertible {
    let method: HTTPRequest.Method
    let path: String
    let scope: Scope
    let parameters: [Field]
    let body: [Field]

    /// What a call can carry, by name.
    struct Field: Sendable {
        let name: String
        /// `path`, `query` or `body`.
        let place: String
        let schema: JSON
        let isRequired: Bool
    }

    var description: String { "\(method.rawValue) \(path)" }
    var fields: [Field] { parameters + body }
    var isList: Bool { parameters.contains { $0.name == "cursor" } }
    var hasBody: Bool { !body.isEmpty }

    /// Every operation of a document; those without a scope are nobody's data.
    static func all(_ document: JSON) -> [MatrixOperation] {
        (document["paths"]?.names ?? []).flatMap { path in
            let operations = document["paths"]?[path]
            return (operations?.names ?? []).compactMap { method in
                MatrixOperation(method, path, operations?[method] ?? .null)
            }
        }
    }

    private init?(_ method: String, _ path: String, _ operation: JSON) {
        guard let scope = operation["x-scope"]?.string.flatMap({ Scope(rawValue: $0) }),
            let method = HTTPRequest.Method(rawValue: method.uppercased())
        else { return nil }
        self.method = method
        self.path = path
        self.scope = scope
        parameters = (operation["parameters"]?.elements ?? []).compactMap { parameter in
            guard let name = parameter["name"]?.string, let place = parameter["in"]?.string, place != "header" else {
                return nil
            }
            return Field(
                name: name, place: place, schema: parameter["schema"] ?? .null,
                isRequired: parameter["required"] == .bool(true))
        }
        let schema = operation["requestBody"]?["content"]?["application/json"]?["schema"]
        let required = Set(schema?["required"]?.elements.compactMap(\.string) ?? [])
        body = (schema?["properties"]?.names ?? []).map { name in
            Field(
                name: name, place: "body", schema: schema?["properties"]?[name] ?? .null,
                isRequired: required.contains(name))
        }
    }
}

extension JSON {
    /// A small value that the schema takes.
    var sampleOfSchema: JSON {
        if let value = self["enum"]?.elements.first { return value }
        if let schema = self["anyOf"]?.elements.first { return schema.sampleOfSchema }
        let type = self["type"]?.string ?? self["type"]?.elements.first?.string
        switch type {
        case "integer", "number": return .number(self["minimum"]?.number ?? "1")
        case "boolean": return .bool(true)
        case "array":
            let count = self["minItems"]?.number.flatMap { Int($0) } ?? 0
            return .array(Array(repeating: self["items"]?.sampleOfSchema ?? .null, count: count))
        case "object": return .object([])
        default:
            return switch self["format"]?.string {
            case "date": "2026-03-01"
            case "date-time": "2026-03-01T00:00:00Z"
            default: "text #"
            }
        }
    }

    /// The same with `change` applied to every text that stands under a name, members of arrays too.
    func mappingTexts(under name: String = "", _ change: (_ name: String, _ text: String) -> String) -> JSON {
        switch self {
        case .string(let text): .string(change(name, text))
        case .array(let elements): .array(elements.map { $0.mappingTexts(under: name, change) })
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.mappingTexts(under: $0.name, change)) })
        default: self
        }
    }
}
