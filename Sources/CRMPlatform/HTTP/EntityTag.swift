package import CRMCore
import Crypto
import HTTPTypes

/// A strong entity tag (RFC 9110 §8.8.3): 128 bits of the SHA-256 of a representation.
package struct EntityTag: Sendable, Hashable {
    /// With its quotation marks.
    let text: String

    init(of bytes: ArraySlice<UInt8>) {
        text = "\"" + Hex.text(Array(SHA256.hash(data: bytes))[..<EntityTag.byteCount]) + "\""
    }

    init(of value: some JSONEncodable) {
        var writer = JSONWriter(capacity: 2048)
        value.write(to: &writer)
        self.init(of: writer.bytes[...])
    }

    private static let byteCount = 16
}

/// What of an answer its entity tag is made of: the thing that `If-Match` of a change is compared with.
package struct AnswerTag<Output: JSONEncodable>: Sendable {
    let make: @Sendable (Output, JSONWriter) -> EntityTag?

    /// All of it.
    package static var whole: AnswerTag { AnswerTag { _, written in EntityTag(of: written.bytes[...]) } }

    /// A part of it; nil leaves the tag out.
    package static func part<Part: JSONEncodable>(_ part: @escaping @Sendable (Output) -> Part?) -> AnswerTag {
        AnswerTag { output, _ in part(output).map { EntityTag(of: $0) } }
    }

    /// The one entry of a list that has no other.
    package static func onlyEntry<Item>() -> AnswerTag where Output == ListPage<Item> {
        AnswerTag { page, written in
            page.counted?.total == 1 ? written.firstEntry.map { EntityTag(of: written.bytes[$0]) } : nil
        }
    }
}

/// The entity tags that a request names in `If-Match` and `If-None-Match`.
struct Preconditions: Sendable {
    private let match: TagList?
    private let noneMatch: TagList?

    /// A list of entity tags; a weak one never counts as equal where bytes matter.
    private enum TagList: Sendable {
        case any
        case tags([(text: String, isWeak: Bool)])

        func contains(_ tag: EntityTag, weakly: Bool) -> Bool {
            switch self {
            case .any: true
            case .tags(let tags): tags.contains { $0.text == tag.text && (weakly || !$0.isWeak) }
            }
        }
    }

    /// Of a request that changes something. Throws ``InvalidRequest`` for a header that cannot be read: a condition that
    /// the caller relies on must not get lost.
    init(changing headers: HTTPFields) throws {
        match = try Preconditions.list(.ifMatch, headers)
        noneMatch = try Preconditions.list(.ifNoneMatch, headers)
    }

    /// Whether a reader who sends `If-None-Match` has the representation already.
    static func isFresh(_ tag: EntityTag, _ headers: HTTPFields) -> Bool {
        guard let list = try? list(.ifNoneMatch, headers) else { return false }
        return list.contains(tag, weakly: true)
    }

    /// Throws ``PreconditionFailed`` unless the present representation is as the caller expects; without a condition it is
    /// not asked for.
    func check(_ current: () throws -> EntityTag?) throws {
        guard match != nil || noneMatch != nil else { return }
        guard let tag = try current() else { throw PreconditionFailed() }
        if let match, !match.contains(tag, weakly: false) { throw PreconditionFailed() }
        if let noneMatch, noneMatch.contains(tag, weakly: true) { throw PreconditionFailed() }
    }

    private static func list(_ name: HTTPField.Name, _ headers: HTTPFields) throws -> TagList? {
        guard let text = headers[name] else { return nil }
        if text.trimmingSpaces() == "*" { return .any }
        var tags: [(text: String, isWeak: Bool)] = []
        var rest = Substring(text)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            if rest.isEmpty { break }
            let isWeak = rest.hasPrefix("W/")
            if isWeak { rest = rest.dropFirst(2) }
            let body = rest.dropFirst().prefix { $0 != "\"" }
            guard rest.first == "\"", body.endIndex < rest.endIndex else { throw malformed(name) }
            tags.append(("\"\(body)\"", isWeak))
            rest = rest[body.endIndex...].dropFirst()
            guard rest.first.map({ " \t,".contains($0) }) ?? true else { throw malformed(name) }
        }
        guard !tags.isEmpty else { throw malformed(name) }
        return .tags(tags)
    }

    private static func malformed(_ name: HTTPField.Name) -> InvalidRequest {
        InvalidRequest([
            FieldError(
                pointer: "/\(name.rawName)", code: "field.format",
                detail: "must be * or entity tags in quotation marks, as ETag gives them")
        ])
    }
}

/// What a change depends on has changed meanwhile.
package struct PreconditionFailed: DomainError {
    package var kind: DomainErrorKind { .preconditionFailed }
    package var code: String { "request.precondition_failed" }
    package var detail: String { "It was changed since it was read; read it again, then decide" }
}

/// Bytes as lower-case hexadecimal text.
package enum Hex {
    package static func text(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[index * 2] = digit(byte >> 4)
                buffer[index * 2 + 1] = digit(byte & 0xF)
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value + 48 : value + 87 }
}
