package import CRMCore

/// A type that is read from a JSON object.
///
/// Its one initialiser takes field after field from the reader. The same initialiser runs to describe the type, with
/// placeholders for values, so that schema, checks and reading cannot drift apart; it must not branch on values in a way
/// that leaves a field unread.
package protocol ObjectInput: Sendable {
    /// The name of the type in the OpenAPI document; nil for one that is not worth a name.
    static var typeName: String? { get }
    init(_ fields: ObjectReader)
}

extension ObjectInput {
    /// The shape of the object, found by a describing run.
    package static var schema: Schema {
        let reader = ObjectReader(describing: "")
        _ = Self(reader)
        return .object(name: typeName, reader.properties)
    }
}

/// What an update says of one field.
package enum Patch<Value: Sendable>: Sendable {
    /// Not mentioned: stays as it is.
    case keep
    /// `null`: becomes empty.
    case clear
    case set(Value)

    /// What the field holds after the update.
    package func applied(to value: Value?) -> Value? {
        switch self {
        case .keep: value
        case .clear: nil
        case .set(let value): value
        }
    }

    /// What a setting holds after the update: `null` puts the standard back.
    package func applied(to value: Value, standard: Value) -> Value {
        switch self {
        case .keep: value
        case .clear: standard
        case .set(let value): value
        }
    }
}

/// What a request makes of a field that not every request has.
package enum FieldNeed: Sendable, Equatable {
    case required
    case optional
    /// It must not be there; the words say why.
    case refused(String)
}

/// Reads the members of one object, notes every mistake, and refuses members nobody asked for.
///
/// A codec is made only for a field that is there, or in the run that describes: most fields of most requests are not.
package final class ObjectReader {
    private enum Source {
        case describing
        case members([JSON.Member], areText: Bool)
    }

    private let source: Source
    private let pointer: String
    private let sink: ErrorSink
    private(set) var properties: [Schema.Property] = []
    /// Names asked for so far; a handful, so that a look through them is quicker than a hash.
    private var asked: [String] = []
    private static let usualFields = 24

    init(describing pointer: String) {
        source = .describing
        self.pointer = pointer
        sink = ErrorSink()
    }

    /// `areText`: the values are texts of a query or a path, to be lifted to what they stand for.
    package init(members: [JSON.Member], pointer: String = "", areText: Bool = false, sink: ErrorSink) {
        source = .members(members, areText: areText)
        if !members.isEmpty { asked.reserveCapacity(ObjectReader.usualFields) }
        self.pointer = pointer
        self.sink = sink
    }

    /// A field that must be there and not null.
    package func required<Value>(
        _ name: String, _ codec: @autoclosure () -> Codec<Value>, _ summary: String = ""
    ) -> Value {
        note(name, isRequired: true, summary) { codec().schema }
        let codec = codec()
        guard let json = member(name).map({ lifted($0, codec) }) else {
            sink.note(at(name), "field.required", "is required")
            return codec.placeholder()
        }
        return codec.decode(json, at(name), sink) ?? codec.placeholder()
    }

    /// As ``required(_:_:_:)``, and nil when it is missing or wrong: for a field that others depend on.
    package func decisive<Value>(
        _ name: String, _ codec: @autoclosure () -> Codec<Value>, _ summary: String = ""
    ) -> Value? {
        note(name, isRequired: true, summary) { codec().schema }
        let codec = codec()
        guard let json = member(name).map({ lifted($0, codec) }) else {
            sink.note(at(name), "field.required", "is required")
            return nil
        }
        return codec.decode(json, at(name), sink)
    }

    /// A field that some requests need and others must not have, as another field tells.
    package func dependent<Value>(
        _ name: String, _ codec: @autoclosure () -> Codec<Value>, _ need: FieldNeed, _ summary: String = ""
    ) -> Value? {
        note(name, isRequired: false, summary) { .nullable(codec().schema) }
        let codec = codec()
        let json = member(name).map { lifted($0, codec) }
        guard let json, json != .null else {
            if need == .required { sink.note(at(name), "field.required", "is required") }
            return nil
        }
        if case .refused(let why) = need { return sink.fail(at(name), "field.conflict", why) }
        return codec.decode(json, at(name), sink)
    }

    /// A field that may be missing or null.
    package func optional<Value>(
        _ name: String, _ codec: @autoclosure () -> Codec<Value>, _ summary: String = ""
    ) -> Value? {
        note(name, isRequired: false, summary) { .nullable(codec().schema) }
        guard let json = member(name) else { return nil }
        let codec = codec()
        let value = lifted(json, codec)
        return value == .null ? nil : codec.decode(value, at(name), sink)
    }

    /// A field with a value of its own when it is missing.
    package func optional<Value>(
        _ name: String, _ codec: @autoclosure () -> Codec<Value>, default value: Value, _ summary: String = ""
    ) -> Value {
        note(name, isRequired: false, summary) { codec().schema }
        guard let json = member(name) else { return value }
        let codec = codec()
        return codec.decode(lifted(json, codec), at(name), sink) ?? value
    }

    /// A field of an update that cannot be cleared: nil when it is missing, which keeps it.
    package func given<Value>(
        _ name: String, _ codec: @autoclosure () -> Codec<Value>, _ summary: String = ""
    ) -> Value? {
        note(name, isRequired: false, summary) { codec().schema }
        guard let json = member(name) else { return nil }
        let codec = codec()
        return codec.decode(lifted(json, codec), at(name), sink)
    }

    /// A field of an update: missing keeps, null clears.
    package func patch<Value>(
        _ name: String, _ codec: @autoclosure () -> Codec<Value>, _ summary: String = ""
    ) -> Patch<Value> {
        note(name, isRequired: false, summary) { .nullable(codec().schema) }
        guard let json = member(name) else { return .keep }
        let codec = codec()
        let value = lifted(json, codec)
        if value == .null { return .clear }
        return codec.decode(value, at(name), sink).map(Patch.set) ?? .keep
    }

    /// Notes a mistake that shows only when several fields are seen together.
    package func fail(_ name: String, _ code: String, _ detail: String) {
        if case .describing = source { return }
        sink.note(at(name), code, detail)
    }

    func refuseUnknownMembers() {
        guard case .members(let members, let areText) = source else { return }
        for member in members where !asked.contains(member.name) {
            let known = asked.joined(separator: ", ")
            let what = areText ? "is no parameter here" : "is no field here"
            sink.note(at(member.name), "field.unknown", known.isEmpty ? what : "\(what); known are \(known)")
        }
    }

    private func note(_ name: String, isRequired: Bool, _ summary: String, _ schema: () -> Schema) {
        if case .describing = source {
            properties.append(Schema.Property(name, schema(), isRequired: isRequired, summary: summary))
        } else {
            asked.append(name)
        }
    }

    private func member(_ name: String) -> JSON? {
        guard case .members(let members, _) = source else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// A text of a query or a path as the value that it stands for.
    private func lifted<Value>(_ value: JSON, _ codec: Codec<Value>) -> JSON {
        guard case .members(_, areText: true) = source, case .string(let text) = value else { return value }
        return codec.lift(text)
    }

    private func at(_ name: String) -> String { pointer + "/" + JSONPointer.escape(name) }

    /// The parameters of a query as they were sent, in their order.
    var parameters: [(name: String, text: String)] {
        guard case .members(let members, areText: true) = source else { return [] }
        return members.compactMap { member in
            if case .string(let text) = member.value { (member.name, text) } else { nil }
        }
    }

    /// Mistakes noted so far, here and elsewhere in the request.
    package var errorCount: Int { sink.errors.count }

    /// True in the run that only describes.
    package var isDescribing: Bool {
        if case .describing = source { return true }
        return false
    }
}
