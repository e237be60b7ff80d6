package import CRMCore

/// A value of an answer: it knows its schema and writes itself.
package protocol JSONEncodable: Sendable {
    static var schema: Schema { get }
    func write(to writer: inout JSONWriter)
}

/// An object of an answer: its fields are listed once, for writing and for the OpenAPI document.
package protocol JSONObjectEncodable: JSONEncodable {
    static var typeName: String { get }
    static var fields: [OutputField<Self>] { get }
}

/// One field of an answer's object. A class, so that a walk over the fields of a value copies a reference for each.
package final class OutputField<Root>: Sendable {
    let property: Schema.Property
    let write: @Sendable (Root, inout JSONWriter) -> Void

    /// A field that is always there; an optional value is written as null.
    package init<Value: JSONEncodable>(
        _ name: String, _ summary: String = "", _ value: @escaping @Sendable (Root) -> Value
    ) {
        property = Schema.Property(name, Value.schema, isRequired: true, summary: summary)
        let key = JSONKey(name)
        write = { root, writer in
            writer.key(key)
            value(root).write(to: &writer)
        }
    }

    /// A field that is left out when there is no value.
    package static func omittable<Value: JSONEncodable>(
        _ name: String, _ summary: String = "", _ value: @escaping @Sendable (Root) -> Value?
    ) -> OutputField {
        let key = JSONKey(name)
        return OutputField(property: Schema.Property(name, Value.schema, isRequired: false, summary: summary)) {
            root, writer in
            guard let value = value(root) else { return }
            writer.key(key)
            value.write(to: &writer)
        }
    }

    private init(property: Schema.Property, write: @escaping @Sendable (Root, inout JSONWriter) -> Void) {
        self.property = property
        self.write = write
    }
}

extension JSONObjectEncodable {
    package static var schema: Schema { .object(name: typeName, fields.map { $0.property }) }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in writeMembers(to: &writer) }
    }

    /// Writes the fields without the braces around them.
    func writeMembers(to writer: inout JSONWriter) {
        for field in Self.fields { field.write(self, &writer) }
    }

    /// Writes the object without some of its fields.
    package func write(to writer: inout JSONWriter, without names: Set<String>) {
        writer.object { writer in
            for field in Self.fields where !names.contains(field.property.name) { field.write(self, &writer) }
        }
    }
}

extension JSONEncodable {
    /// The value as JSON text.
    package var jsonText: String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }
}

extension String: JSONEncodable {
    package static var schema: Schema { .type("string") }
    package func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Bool: JSONEncodable {
    package static var schema: Schema { .type("boolean") }
    package func write(to writer: inout JSONWriter) { writer.bool(self) }
}

extension Int: JSONEncodable {
    package static var schema: Schema { .type("integer") }
    package func write(to writer: inout JSONWriter) { writer.integer(Int64(self)) }
}

extension Double: JSONEncodable {
    package static var schema: Schema { .type("number") }
    package func write(to writer: inout JSONWriter) { writer.double(self) }
}

extension Money: JSONEncodable {
    package static var schema: Schema { .type("number") }
    package func write(to writer: inout JSONWriter) { writer.decimal(decimal) }
}

extension DecimalNumber: JSONEncodable {
    package static var schema: Schema { .type("number") }
    package func write(to writer: inout JSONWriter) { writer.decimal(self) }
}

extension Instant: JSONEncodable {
    package static var schema: Schema { .type("string", ("format", "date-time")) }
    package func write(to writer: inout JSONWriter) { writer.instant(self) }
}

extension CalendarDay: JSONEncodable {
    package static var schema: Schema { .type("string", ("format", "date")) }
    package func write(to writer: inout JSONWriter) { writer.day(self) }
}

extension UserID: JSONEncodable {
    package static var schema: Schema { .type("string") }
    package func write(to writer: inout JSONWriter) { writer.string(value) }
}

extension CustomerID: JSONEncodable {
    package static var schema: Schema { .type("string") }
    package func write(to writer: inout JSONWriter) { writer.string(value) }
}

extension OrderID: JSONEncodable {
    package static var schema: Schema { .type("string") }
    package func write(to writer: inout JSONWriter) { writer.string(value) }
}

extension EventID: JSONEncodable {
    package static var schema: Schema { .type("string") }
    package func write(to writer: inout JSONWriter) { writer.string(value) }
}

extension Optional: JSONEncodable where Wrapped: JSONEncodable {
    package static var schema: Schema { .nullable(Wrapped.schema) }
    package func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}

extension Array: JSONEncodable where Element: JSONEncodable {
    package static var schema: Schema { .array(Element.schema, maximumItems: nil) }
    package func write(to writer: inout JSONWriter) {
        writer.array { writer in for element in self { element.write(to: &writer) } }
    }
}

/// A word of a closed set in an answer.
package protocol ClosedSet: JSONEncodable, RawRepresentable, CaseIterable where RawValue == String {}

extension ClosedSet {
    package static var schema: Schema { .oneOf(allCases.map(\.rawValue)) }
    package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}

/// An object of the caller's own making, kept as its canonical text.
package struct RawJSONObject: JSONEncodable, Hashable {
    package let text: String

    package init(canonical text: String) {
        self.text = text
    }

    package static var schema: Schema { .value([JSON.Member("type", "object")]) }
    package func write(to writer: inout JSONWriter) { writer.raw(text) }
}

extension RFMSegment: ClosedSet {}
