package import CRMCore

/// A field of an input type, declared once for all who fill it: requests with JSON, imports with cells.
package struct InputField<Value: Sendable>: Sendable {
    package let name: String
    let codec: Codec<Value>
    let summary: String
    /// Where the field lies in its object.
    private let pointer: String

    package init(_ name: String, _ codec: Codec<Value>, _ summary: String = "") {
        self.name = name
        self.codec = codec
        self.summary = summary
        pointer = "/" + JSONPointer.escape(name)
    }

    /// Reads a text as a request with this text would be read; nil for no text, or noted as wrong.
    package func read(_ text: String?, _ sink: ErrorSink) -> Value? {
        guard let text else { return nil }
        return codec.decode(.string(text), pointer, sink)
    }

    /// Reads a value as a request with it would be read; nil when a mistake was noted.
    package func read(_ json: JSON, _ sink: ErrorSink) -> Value? { codec.decode(json, pointer, sink) }

    /// Holds a value that was read elsewhere to the rules of the field.
    package func check(_ value: Value?, _ sink: ErrorSink) -> Value? {
        guard let value else { return nil }
        return codec.check(value, pointer, sink)
    }

    /// Notes that a field is missing which must be there.
    package func noteMissing(_ sink: ErrorSink) { sink.note(pointer, "field.required", "is required") }
}

extension ObjectReader {
    package func required<Value>(_ field: InputField<Value>) -> Value {
        required(field.name, field.codec, field.summary)
    }

    package func optional<Value>(_ field: InputField<Value>) -> Value? {
        optional(field.name, field.codec, field.summary)
    }

    package func optional<Value>(_ field: InputField<Value>, default value: Value) -> Value {
        optional(field.name, field.codec, default: value, field.summary)
    }

    package func given<Value>(_ field: InputField<Value>, _ summary: String? = nil) -> Value? {
        given(field.name, field.codec, summary ?? field.summary)
    }

    package func patch<Value>(_ field: InputField<Value>, _ summary: String? = nil) -> Patch<Value> {
        patch(field.name, field.codec, summary ?? field.summary)
    }
}
