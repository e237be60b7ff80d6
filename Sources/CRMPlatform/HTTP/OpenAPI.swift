package import CRMCore
import HTTPTypes

/// The OpenAPI 3.1 document of the endpoints; it comes from the declarations that register them.
package struct OpenAPI: Sendable {
    private let table: EndpointTable
    private let version: String

    package init(_ table: EndpointTable, version: String) {
        self.table = table
        self.version = version
    }

    package var document: JSON {
        var components: [String: JSON] = [:]
        let paths = Dictionary(grouping: table.endpoints, by: \.path).sorted { $0.key < $1.key }
            .map { path, endpoints in
                JSON.Member(
                    path,
                    .object(
                        endpoints.map { JSON.Member($0.method.rawValue.lowercased(), operation($0, &components)) }))
            }
        components["Problem"] = OpenAPI.problem(&components)
        let schemas = components.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Clientele", "version": .string(version),
                "description": "Customer platform for commerce: profiles, orders and RFM segments.",
            ],
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": ["apiKey": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private func operation(_ endpoint: Endpoint, _ components: inout [String: JSON]) -> JSON {
        let input = endpoint.describedInput
        var members = [
            JSON.Member("summary", .string(endpoint.summary)),
            JSON.Member("operationId", .string(endpoint.operationID)),
            JSON.Member("tags", [.string(endpoint.tag)]),
        ]
        if let scope = endpoint.scope {
            members.append(JSON.Member("security", [["apiKey": []]]))
            members.append(JSON.Member("x-scope", .string(scope.rawValue)))
        }
        let parameters =
            input.path.map { parameter($0, "path", &components) }
            + input.query.map { parameter($0, "query", &components) }
            + endpoint.headerParameters.map { parameter($0, "header", &components) }
        if !parameters.isEmpty { members.append(JSON.Member("parameters", .array(parameters))) }
        if endpoint.hasBody {
            members.append(JSON.Member("requestBody", requestBody(endpoint, input.body, &components)))
        }
        if let file = endpoint.file { members.append(JSON.Member("requestBody", file.document)) }
        members.append(JSON.Member("responses", responses(endpoint, &components)))
        return .object(members)
    }

    private func parameter(_ property: Schema.Property, _ place: String, _ components: inout [String: JSON]) -> JSON {
        var schema = property.schema
        if case .nullable(let inner) = schema { schema = inner }
        return [
            "name": .string(property.name), "in": .string(place), "required": .bool(property.isRequired),
            "description": .string(property.summary), "schema": schema.document(components: &components),
        ]
    }

    private func requestBody(
        _ endpoint: Endpoint, _ properties: [Schema.Property], _ components: inout [String: JSON]
    ) -> JSON {
        let schema = Schema.object(name: nil, properties).document(components: &components)
        var content = [JSON.Member("application/json", ["schema": schema])]
        if let line = endpoint.lineSchema?() {
            content.append(
                JSON.Member(
                    "application/x-ndjson",
                    ["schema": ["type": "string"], "x-line-schema": line.document(components: &components)]))
        }
        // Nothing at all is an object without members.
        return ["required": .bool(properties.contains(where: \.isRequired)), "content": .object(content)]
    }

    private func responses(_ endpoint: Endpoint, _ components: inout [String: JSON]) -> JSON {
        var byStatus: [Int: JSON] = [:]
        for (status, answers) in Dictionary(grouping: endpoint.answers, by: \.status) {
            var content: [JSON.Member] = []
            for (type, answers) in Dictionary(grouping: answers, by: \.contentType).sorted(by: { $0.key < $1.key }) {
                var schemas: [JSON] = []
                for answer in answers {
                    if let schema = answer.schema?() { schemas.append(schema.document(components: &components)) }
                }
                let schema: JSON = schemas.count == 1 ? schemas[0] : schemas.isEmpty ? [:] : ["anyOf": .array(schemas)]
                content.append(JSON.Member(type, ["schema": schema]))
            }
            byStatus[status] = [
                "description": .string(answers[0].summary),
                "headers": .object(endpoint.answerHeaders.map { header($0, &components) }),
                "content": .object(content),
            ]
        }
        if endpoint.method == .get, endpoint.tagging.isTagged {
            byStatus[304] = ["description": "The caller has it already, as `If-None-Match` says."]
        }
        for (status, codes) in endpoint.problemCodes { byStatus[status] = OpenAPI.problemResponse(codes) }
        return .object(byStatus.sorted { $0.key < $1.key }.map { JSON.Member(String($0.key), $0.value) })
    }

    private func header(_ property: Schema.Property, _ components: inout [String: JSON]) -> JSON.Member {
        JSON.Member(
            property.name,
            [
                "description": .string(property.summary),
                "schema": property.schema.document(components: &components),
            ])
    }

    private static func problemResponse(_ codes: [String]) -> JSON {
        [
            "description": .string(codes.sorted().joined(separator: ", ")),
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
    }

    private static func problem(_ components: inout [String: JSON]) -> JSON {
        Schema.object(
            name: nil,
            [
                .init("type", .type("string"), isRequired: true),
                .init("title", .type("string"), isRequired: true),
                .init("status", .type("integer"), isRequired: true),
                .init("detail", .type("string"), isRequired: true, summary: "One sentence for a person."),
                .init("code", .type("string"), isRequired: true, summary: "Stable machine code."),
                .init("errors", .array(FieldError.schema, maximumItems: nil), isRequired: false),
                .init("requestId", .type("string"), isRequired: true),
            ]
        ).document(components: &components)
    }
}

extension Endpoint {
    /// Parameters and body fields, found by a describing run; `userId` first.
    var describedInput: (path: [Schema.Property], query: [Schema.Property], body: [Schema.Property]) {
        let reader = RequestReader()
        if scope != nil {
            _ = (hasBody ? reader.body : reader.query).userID(userID)
            if hasBody { _ = reader.query.userID(.accepted) }
        }
        describeInput(reader)
        return (reader.path.properties, reader.query.properties, reader.body.properties)
    }

    /// The headers that change what the endpoint does.
    var headerParameters: [Schema.Property] {
        var headers: [Schema.Property] = []
        let tags = Schema.type("string", ("pattern", .string(Endpoint.tagPattern)))
        if takesIdempotencyKey {
            headers.append(
                .init(
                    IdempotencyKey.header,
                    .type(
                        "string", ("minLength", .number(String(IdempotencyKey.lengths.lowerBound))),
                        ("maxLength", .number(String(IdempotencyKey.lengths.upperBound))),
                        ("pattern", .string(IdempotencyKey.pattern))),
                    isRequired: false, summary: "Sent again with the same request, it gives the first answer again."))
        }
        if tagging.isConditional {
            headers.append(
                .init("If-Match", tags, isRequired: false, summary: "Entity tags that the present state must have."))
        }
        if tagging.isTagged, method == .get {
            // What a reader sends that is no tag is known by none, and so is no mistake.
            headers.append(
                .init("If-None-Match", .type("string"), isRequired: false, summary: "Entity tags that are known."))
        }
        return headers
    }

    /// The headers of good answers that say more than how to read them.
    var answerHeaders: [Schema.Property] {
        var headers: [Schema.Property] = []
        if tagging.isTagged {
            headers.append(
                .init("ETag", .type("string"), isRequired: false, summary: "Changes with what it stands for."))
        }
        if takesIdempotencyKey {
            headers.append(
                .init(
                    "Idempotent-Replayed", .oneOf(["true"]), isRequired: false,
                    summary: "This is the first answer once more."))
        }
        return headers
    }

    private static let tagPattern = ##"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$"##

    /// `getCustomersProfiles`.
    var operationID: String {
        let words = path.split(whereSeparator: { "/{}-.".contains($0) }).filter { $0 != "api" }
        return method.rawValue.lowercased() + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// The resource that the endpoint belongs to.
    var tag: String {
        let words = path.split(separator: "/").filter { $0 != "api" && $0 != "customers" && !$0.hasPrefix("{") }
        return words.first.map(String.init) ?? "service"
    }

    /// The codes of the problems that the endpoint can answer with, by status; 5xx are the service's, not the endpoint's.
    var problemCodes: [Int: [String]] {
        guard scope != nil else { return [:] }
        var codes: [Int: [String]] = [
            400: ["request.invalid"], 401: ["auth.missing_credential", "auth.unknown_credential"],
            403: ["auth.account_mismatch", "auth.missing_scope"], 414: ["request.target_too_long"],
            429: ["request.rate_limited"],
        ]
        if hasBody || file != nil {
            codes[408] = ["request.timeout"]
            codes[413] = ["request.body_too_large"]
            codes[415] = ["request.media_type"]
        }
        if takesIdempotencyKey {
            codes[409] = [IdempotencyError.answerTooLarge.code]
            codes[422] = [IdempotencyError.keyReused.code]
        }
        if tagging.isConditional { codes[412] = [PreconditionFailed().code] }
        for refusal in refusals { codes[refusal.kind.status.code, default: []].append(refusal.code) }
        return codes
    }
}
