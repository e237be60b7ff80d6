import CRMCore
import Foundation
import HTTPTypes

/// One call of an operation, with the ids that it names kept apart.
struct MatrixCall: Sendable {
    let operation: MatrixOperation
    let example: MatrixCase.Example
    /// The ids of things that the call names, by field.
    var ids: [String: String]
    /// With `ID` where an id belongs.
    var query: [(name: String, value: String)]
    var body: JSON?
    /// A file.
    var text: String?
    var type = "application/json"

    static let placeholder = "ID"

    func with(_ name: String, _ value: String) -> MatrixCall {
        var call = self
        call.ids[name] = value
        return call
    }

    /// The same call with a parameter of the query in place of what it has.
    func asking(_ name: String, _ value: String) -> MatrixCall {
        var call = self
        call.query.removeAll { $0.name == name }
        call.query.append((name, value))
        return call
    }

    /// The same call with a field of the body in place of what it has.
    func saying(_ name: String, _ value: String) -> MatrixCall {
        var call = self
        if case .object(let members) = body ?? .object([]) {
            call.body = .object(members.filter { $0.name != name } + [JSON.Member(name, .string(value))])
        }
        return call
    }

    var target: String {
        var path = operation.path
        for (name, id) in ids { path = path.replacing("{\(name)}", with: Self.encoded(id)) }
        let words = query.map { name, value in
            "\(name)=\(Self.encoded(value == Self.placeholder ? ids[name, default: value] : value))"
        }
        return words.isEmpty ? path : "\(path)?\(words.joined(separator: "&"))"
    }

    var sentBody: String? {
        if let text { return text }
        guard let body else { return nil }
        let filled = body.mappingTexts { name, text in text == Self.placeholder ? ids[name, default: text] : text }
        return filled.text
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? text
    }
}

extension TestShop {
    /// Sends a call of the matrix.
    func send(_ call: MatrixCall, key: String? = nil, headers: HTTPFields = [:]) async throws -> Reply {
        try await send(
            call.operation.method, call.target, body: call.sentBody, type: call.type, key: key, headers: headers)
    }

    /// This shop as the other account sees it.
    var turned: TestShop {
        TestShop(
            client: client, shop: shop, clock: clock, account: other, key: otherKey, other: account, otherKey: key)
    }

    /// A customer of that number, for a thing that belongs to one.
    func matrixCustomer(_ n: Int) async throws -> String {
        _ = try await customer("owner-\(n)")
        return "owner-\(n)"
    }
}

extension TestShop.Reply {
    /// The id of what was made.
    var matrixID: String {
        get throws {
            guard let id = json["id"]?.string else { throw MatrixFailure("Nothing was made: \(status) \(text)") }
            return id
        }
    }
}

/// Why the matrix cannot be walked.
struct MatrixFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
