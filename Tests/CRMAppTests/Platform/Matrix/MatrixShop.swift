import CRMCore
import CRMDatabase
import CRMTesting
import HTTPTypes
import Synchronization
import Testing

/// Two accounts full of things; what one may see and change of the other is looked at from the first.
struct MatrixShop: Sendable {
    let own: TestShop
    let foreign: TestShop
    let operations: [MatrixOperation]
    private let number = Number()
    private let components: JSON

    /// In every text of the foreign account that is free.
    static let canary = "kanarienvogel-"

    private final class Number: Sendable {
        private let value = Mutex(0)
        func next() -> Int {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }

    init(_ shop: TestShop, document: JSON) {
        own = shop
        foreign = shop.turned
        operations = MatrixOperation.all(document)
        components = document["components"]?["schemas"] ?? .null
    }

    func nextNumber() -> Int { number.next() }

    // MARK: Examples

    /// The examples of an operation: those told, or the one that the document gives, and one more for each field of ids
    /// that none of them names. Throws when a field of ids is of no known thing.
    func examples(_ operation: MatrixOperation) throws -> [MatrixCase.Example] {
        var examples = MatrixCase.areas.flatMap(\.examples).filter { $0.operation == operation.description }
        if examples.isEmpty { examples = [MatrixCase.Example(operation: operation.description)] }
        guard examples[0].file == nil else { return examples }
        let used = examples.reduce(into: Set<String>()) { used, example in
            used.formUnion(example.chosen)
            used.formUnion(example.query.split(separator: "&").map { String($0.prefix { $0 != "=" }) })
            _ = (try? JSONParser.parse(example.body))?.mappingTexts { name, text in
                used.insert(name)
                return text
            }
        }
        for name in operation.body.flatMap({ idNames($0.schema, under: "", depth: 0) }) where !used.contains(name) {
            guard operation.body.contains(where: { $0.name == name }) else {
                throw MatrixFailure("\(operation): no example names \(name), which lies deeper in the body")
            }
        }
        let added = operation.fields.filter { field in
            !field.isRequired && !used.contains(field.name) && isID(field.name, in: operation)
        }
        return try examples
            + added.map { field in
                guard thing(of: field.name, in: operation) != nil else {
                    throw MatrixFailure("\(operation): \(field.name) is an id of no known thing")
                }
                var example = examples[0]
                if field.place == "query" {
                    example.query += (example.query.isEmpty ? "" : "&") + "\(field.name)=\(MatrixCall.placeholder)"
                } else if case .object(let members) = try JSONParser.parse(example.body) {
                    let isMany = field.schema["items"] != nil
                    let value: JSON = isMany ? [.string(MatrixCall.placeholder)] : .string(MatrixCall.placeholder)
                    example.body = JSON.object(members + [JSON.Member(field.name, value)]).text
                }
                return example
            }
    }

    private func isID(_ name: String, in operation: MatrixOperation) -> Bool {
        Self.soundsLikeID(name) || thing(of: name, in: operation) != nil
    }

    private static func soundsLikeID(_ name: String) -> Bool {
        name != "userId" && (name == "id" || name.hasSuffix("Id") || name.hasSuffix("Ids"))
    }

    /// Names of members below a schema that sound like ids.
    private func idNames(_ schema: JSON, under name: String, depth: Int) -> [String] {
        guard depth < 8 else { return [] }
        if let reference = schema["$ref"]?.string {
            let component = components[String(reference.split(separator: "/").last ?? "")] ?? .null
            return idNames(component, under: name, depth: depth + 1)
        }
        let inner = (schema["properties"]?.names ?? []).flatMap { member in
            (Self.soundsLikeID(member) ? [member] : [])
                + idNames(schema["properties"]?[member] ?? .null, under: member, depth: depth + 1)
        }
        return inner + (schema["anyOf"]?.elements ?? []).flatMap { idNames($0, under: name, depth: depth + 1) }
            + (schema["items"].map { idNames($0, under: name, depth: depth + 1) } ?? [])
    }

    /// What an id under that name stands for in a call of the operation.
    private func thing(of name: String, in operation: MatrixOperation) -> MatrixCase.Thing? {
        let things = MatrixCase.areas.flatMap(\.things)
        if let named = things.first(where: { $0.fields.contains("\(operation) \(name)") }) { return named }
        if let range = operation.path.firstRange(of: "{\(name)}") {
            let path = String(operation.path[..<range.upperBound])
            if let thing = things.first(where: { $0.paths.contains(path) }) { return thing }
        }
        return things.first { $0.fields.contains(name) }
    }

    // MARK: Calls

    /// A good call of an example in one of the accounts, with fresh things.
    func call(_ operation: MatrixOperation, _ example: MatrixCase.Example, in shop: TestShop) async throws -> MatrixCall
    {
        let n = number.next()
        let numbered = { (text: String) in text.replacing("#", with: String(n)) }
        var query: [(name: String, value: String)] = example.query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return (String(parts[0]), numbered(String(parts.count > 1 ? parts[1] : "")))
        }
        var call = MatrixCall(operation: operation, example: example, ids: [:], query: [])
        for field in operation.parameters where field.place == "query" && field.isRequired {
            guard !query.contains(where: { $0.name == field.name }) else { continue }
            query.append((field.name, sample(field, operation, shop).string ?? ""))
        }
        call.query = query
        if let file = example.file {
            (call.text, call.type) = (numbered(file.text), file.type)
        } else if operation.hasBody || example.body != "{}" {
            let told = try JSONParser.parse(example.body)
            guard case .object(let members) = told else { throw MatrixFailure("\(operation): no object") }
            let missing = operation.body.filter { field in
                field.isRequired && !members.contains { $0.name == field.name } && !example.isLine
            }
            let body = JSON.object(members + missing.map { JSON.Member($0.name, sample($0, operation, shop)) })
            call.body = body.mappingTexts { _, text in numbered(text) }
        }
        try await makeThings(of: &call, in: shop)
        if example.isLine { call.type = "application/x-ndjson" }
        return call
    }

    private func sample(_ field: MatrixOperation.Field, _ operation: MatrixOperation, _ shop: TestShop) -> JSON {
        if field.name == "userId" { return .string(shop.userID) }
        guard isID(field.name, in: operation) else { return field.schema.sampleOfSchema }
        let id = JSON.string(MatrixCall.placeholder)
        return field.schema["items"] == nil ? id : [id]
    }

    private func makeThings(of call: inout MatrixCall, in shop: TestShop) async throws {
        var names = call.operation.parameters.filter { $0.place == "path" }.map(\.name)
        names += call.query.filter { $0.value == MatrixCall.placeholder }.map(\.name)
        _ = call.body?.mappingTexts { name, text in
            if text == MatrixCall.placeholder { names.append(name) }
            return text
        }
        for name in names {
            guard let thing = thing(of: name, in: call.operation) else {
                throw MatrixFailure("\(call.operation): \(name) is an id of no known thing")
            }
            call.ids[name] = try await thing.make(shop, number.next())
        }
        try await call.example.prepare(shop, &call.ids)
    }
}
