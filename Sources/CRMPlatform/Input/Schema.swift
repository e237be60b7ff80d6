package import CRMCore

/// The shape of a JSON value, as JSON Schema 2020-12 describes it.
package indirect enum Schema: Sendable {
    /// A value without inner structure, by its keywords: `["type": "string", "maxLength": 10]`.
    case value([JSON.Member])
    case nullable(Schema)
    /// A value of one of several shapes.
    case either([Schema])
    case array(Schema, minimumItems: Int = 0, maximumItems: Int?)
    /// A closed object; one with a name becomes a component of the OpenAPI document.
    case object(name: String?, [Property])

    /// One member of an object, or one parameter of a request.
    package struct Property: Sendable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool
        package let summary: String

        package init(_ name: String, _ schema: Schema, isRequired: Bool, summary: String = "") {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
            self.summary = summary
        }
    }

    /// A value of one of JSON's simple types.
    package static func type(_ type: String, _ keywords: (String, JSON)...) -> Schema {
        .value([JSON.Member("type", .string(type))] + keywords.map { JSON.Member($0.0, $0.1) })
    }

    /// One of a closed set of texts.
    package static func oneOf(_ values: [String]) -> Schema {
        .type("string", ("enum", .array(values.map { .string($0) })))
    }
}

extension Schema {
    /// The schema as a JSON Schema document; named objects are collected into `components` and referred to.
    package func document(components: inout [String: JSON]) -> JSON {
        switch self {
        case .value(let keywords): return .object(keywords)
        case .nullable(let schema): return schema.nullableDocument(components: &components)
        case .either(let schemas):
            return ["anyOf": .array(schemas.map { $0.document(components: &components) })]
        case .array(let element, let minimum, let maximum):
            var members = [
                JSON.Member("type", "array"), JSON.Member("items", element.document(components: &components)),
            ]
            if minimum > 0 { members.append(JSON.Member("minItems", .number(String(minimum)))) }
            if let maximum { members.append(JSON.Member("maxItems", .number(String(maximum)))) }
            return .object(members)
        case .object(let name, let properties):
            guard let name else { return Schema.objectDocument(properties, components: &components) }
            if components[name] == nil {
                components[name] = .null
                components[name] = Schema.objectDocument(properties, components: &components)
            }
            return ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    private func nullableDocument(components: inout [String: JSON]) -> JSON {
        let inner = document(components: &components)
        guard case .object(let members) = inner, case .string(let type)? = inner["type"] else {
            return ["anyOf": [inner, ["type": "null"]]]
        }
        return .object(
            members.map { member in
                switch (member.name, member.value) {
                case ("type", _): JSON.Member("type", [.string(type), "null"])
                case ("enum", .array(let values)): JSON.Member("enum", .array(values + [.null]))
                default: member
                }
            })
    }

    private static func objectDocument(_ properties: [Property], components: inout [String: JSON]) -> JSON {
        var described: [JSON.Member] = []
        for property in properties {
            var document = property.schema.document(components: &components)
            if !property.summary.isEmpty, case .object(let members) = document {
                document = .object(members + [JSON.Member("description", .string(property.summary))])
            }
            described.append(JSON.Member(property.name, document))
        }
        let required = properties.filter(\.isRequired).map { JSON.string($0.name) }
        return .object(
            [JSON.Member("type", "object"), JSON.Member("properties", .object(described))]
                + (required.isEmpty ? [] : [JSON.Member("required", .array(required))])
                + [JSON.Member("additionalProperties", false)])
    }
}
