package import CRMCore

/// How one kind of value is described, checked and read. Every input field of the product is read through one.
package struct Codec<Value: Sendable>: Sendable {
    /// What the OpenAPI document says of the value; made only when it is asked for, since a codec is made for every read.
    private let makeSchema: @Sendable () -> Schema
    package var schema: Schema { makeSchema() }
    /// A value for the run that describes an input type and for the rest of a run that has failed already.
    package let placeholder: @Sendable () -> Value
    /// Reads a value, or notes what is wrong at the pointer and gives nil.
    package let decode: @Sendable (JSON, String, ErrorSink) -> Value?
    /// Holds a value that was read otherwise to the rules beyond its type; notes what is wrong and gives nil.
    let check: @Sendable (Value, String, ErrorSink) -> Value?
    /// A query parameter's text as the JSON value it stands for.
    let lift: @Sendable (String) -> JSON

    package init(
        schema: @escaping @Sendable @autoclosure () -> Schema,
        placeholder: @escaping @Sendable @autoclosure () -> Value,
        lift: @escaping @Sendable (String) -> JSON = { .string($0) },
        check: @escaping @Sendable (Value, String, ErrorSink) -> Value? = { value, _, _ in value },
        decode: @escaping @Sendable (JSON, String, ErrorSink) -> Value?
    ) {
        makeSchema = schema
        self.placeholder = placeholder
        self.lift = lift
        self.check = check
        self.decode = decode
    }
}

/// Collects what is wrong with a request, up to a bound.
package final class ErrorSink {
    package private(set) var errors: [FieldError] = []
    /// The list and the element of it that is being read by ``within(_:_:_:)``.
    private var element: (list: String, index: Int)?
    /// A caller with more mistakes than this has seen enough to act on.
    static let maximumErrors = 100

    package init() {}

    /// Notes a mistake.
    package func note(_ pointer: String, _ code: String, _ detail: String) {
        guard errors.count < ErrorSink.maximumErrors else { return }
        let pointer = element.map { "/\($0.list)/\($0.index)\(pointer)" } ?? pointer
        errors.append(FieldError(pointer: pointer, code: code, detail: detail))
    }

    /// Reads an element of a list whose fields note their mistakes by their own pointers.
    package func within<Value>(_ list: String, _ index: Int, _ read: () -> Value) -> Value {
        element = (list, index)
        defer { element = nil }
        return read()
    }

    /// Forgets what was noted.
    package func clear() { errors = [] }

    /// Notes a mistake and gives nil, so that a reader can return it.
    package func fail<Value>(_ pointer: String, _ code: String, _ detail: String) -> Value? {
        note(pointer, code, detail)
        return nil
    }

    func mistype<Value>(_ pointer: String, _ expected: String, _ found: JSON) -> Value? {
        fail(pointer, "field.type", "must be \(expected), not \(found.kindName)")
    }
}

extension Codec {
    /// A string that `parse` accepts; nil of `parse` means `expectation` was not met.
    package static func string(
        _ schema: @escaping @Sendable @autoclosure () -> Schema,
        placeholder: @escaping @Sendable @autoclosure () -> Value, code: String = "field.format",
        expectation: @escaping @Sendable @autoclosure () -> String, _ parse: @escaping @Sendable (String) -> Value?
    ) -> Codec {
        Codec(schema: schema(), placeholder: placeholder()) { json, pointer, sink in
            guard case .string(let text) = json else { return sink.mistype(pointer, "a string", json) }
            guard let value = parse(text) else { return sink.fail(pointer, code, "must be \(expectation())") }
            return value
        }
    }
}

/// Characters of a one-line text: no control characters, not only white space.
private let oneLinePattern = #"^(?=.*\S)[^\u0000-\u001F\u007F-\u009F\u2028\u2029]*$"#

extension Codec where Value == String {
    /// One line of text with 1…`maximum` characters, white space at the ends removed.
    package static func text(max maximum: Int) -> Codec {
        .string(
            .type(
                "string", ("minLength", 1), ("maxLength", .number(String(maximum))),
                ("pattern", .string(oneLinePattern))),
            placeholder: "", expectation: "a text of 1 to \(maximum) characters in one line"
        ) { text in
            if text.isPlainWord { return text.utf8.count <= maximum ? text : nil }
            guard text.unicodeScalars.count <= maximum else { return nil }
            let isOneLine = text.unicodeScalars.allSatisfy(\.isInOneLine)
            let trimmed = text.trimmingSpaces().composed
            return isOneLine && !trimmed.isEmpty ? trimmed : nil
        }
    }

    /// An IANA time zone, checked against the system's zone data.
    package static var timeZone: Codec {
        .string(
            .type("string", ("maxLength", 64)), placeholder: "UTC",
            expectation: "an IANA time zone such as Europe/Berlin"
        ) { DayCalendar(identifier: $0) == nil ? nil : $0 }
    }

    /// A language tag of BCP 47, reduced to language, script and region: `en`, `pt-BR`, `zh-Hant-TW`.
    package static var language: Codec {
        .string(
            .type("string", ("pattern", #"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"#)),
            placeholder: "en",
            expectation: "a language tag such as en or pt-BR"
        ) { LanguageTag.normalise($0) }
    }
}

extension Codec where Value: CallerChosenID {
    /// An id of the caller's own choosing.
    package static var id: Codec {
        .string(
            .type(
                "string", ("minLength", 1), ("maxLength", .number(String(maximumIDLength))),
                ("pattern", #"^(?!\s)[^\u0000-\u001F\u007F-\u009F]*(?<!\s)$"#)),
            placeholder: Value(unchecked: "id"),
            expectation: "1 to \(maximumIDLength) characters without control characters or white space at the ends"
        ) { Value($0) }
    }
}

extension Codec where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a closed set of words.
    package static var closedSet: Codec {
        Codec(schema: .oneOf(Value.allCases.map(\.rawValue)), placeholder: Value.allCases[Value.allCases.startIndex]) {
            json, pointer, sink in
            guard case .string(let text) = json else { return sink.mistype(pointer, "a string", json) }
            guard let value = Value(rawValue: text) else {
                let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
                return sink.fail(pointer, "field.unknown_value", "must be one of \(words)")
            }
            return value
        }
    }
}

extension Codec where Value == EmailAddress {
    package static var email: Codec {
        .string(
            .type("string", ("format", "email"), ("maxLength", .number(String(EmailAddress.maximumLength)))),
            placeholder: EmailAddress("a@example.com").unsafelyUnwrapped,
            expectation: "an e-mail address such as ada@example.com"
        ) { EmailAddress($0) }
    }
}

extension Codec where Value == PhoneNumber {
    package static var phone: Codec {
        .string(
            .type("string", ("minLength", 4), ("maxLength", 64)),
            placeholder: PhoneNumber("+12025550100").unsafelyUnwrapped,
            expectation: "a telephone number of 4 to 15 digits, with + and the country code if possible"
        ) { $0.unicodeScalars.count <= 64 ? PhoneNumber($0) : nil }
    }
}

extension Codec where Value == Currency {
    package static var currency: Codec {
        .string(
            .type("string", ("pattern", "^[A-Z]{3}$")), placeholder: Currency("USD").unsafelyUnwrapped,
            expectation: "an ISO 4217 currency code such as USD"
        ) { Currency($0) }
    }
}

extension Codec where Value == Instant {
    /// A point in time.
    package static var instant: Codec {
        let expectation = "an RFC 3339 time with an offset such as 2025-10-07T09:50:26Z"
        return Codec(
            schema: .type("string", ("format", "date-time")), placeholder: Instant(milliseconds: 0),
            check: { instant, pointer, sink in
                guard Instant.range.contains(instant) else {
                    return sink.fail(pointer, "field.format", "must be \(expectation)")
                }
                return instant
            },
            decode: { json, pointer, sink in
                guard case .string(let text) = json else { return sink.mistype(pointer, "a string", json) }
                guard let instant = Instant(rfc3339: text) else {
                    return sink.fail(pointer, "field.format", "must be \(expectation)")
                }
                return instant
            })
    }
}

extension Codec where Value == CalendarDay {
    /// A day.
    package static var day: Codec {
        .string(
            .type("string", ("format", "date")), placeholder: CalendarDay(number: 0),
            expectation: "a date such as 2025-10-07"
        ) { CalendarDay(iso: $0) }
    }
}

extension Codec where Value == Moment {
    /// A day or a point in time.
    package static var moment: Codec {
        .string(
            .value([
                JSON.Member(
                    "anyOf", [["type": "string", "format": "date"], ["type": "string", "format": "date-time"]])
            ]), placeholder: .day(CalendarDay(number: 0)),
            expectation: "a date such as 2025-10-07 or an RFC 3339 time with an offset"
        ) { text in CalendarDay(iso: text).map(Moment.day) ?? Instant(rfc3339: text).map(Moment.instant) }
    }
}

extension Codec where Value == Bool {
    package static var bool: Codec {
        Codec(
            schema: .type("boolean"), placeholder: false,
            lift: { text in text == "true" ? true : text == "false" ? false : .string(text) },
            decode: { json, pointer, sink in
                guard case .bool(let value) = json else { return sink.mistype(pointer, "true or false", json) }
                return value
            })
    }
}

extension Codec where Value == Int {
    /// A whole number within the range.
    package static func integer(_ range: ClosedRange<Int>) -> Codec {
        Codec(
            schema: .type(
                "integer", ("minimum", .number(String(range.lowerBound))),
                ("maximum", .number(String(range.upperBound)))),
            placeholder: range.lowerBound, lift: liftNumber
        ) { json, pointer, sink in
            guard case .number(let text) = json else { return sink.mistype(pointer, "a whole number", json) }
            guard let number = DecimalNumber(text), number.scale == 0, range.contains(Int(number.significand)) else {
                return sink.fail(
                    pointer, "field.range",
                    "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return Int(number.significand)
        }
    }
}

extension Codec where Value == DecimalNumber {
    /// An exact decimal number within the range of whole numbers, with at most `decimals` decimals.
    package static func decimal(_ range: ClosedRange<Int64>, decimals: Int) -> Codec {
        let expectation = "must be a number from \(range.lowerBound) to \(range.upperBound)"
        let check: @Sendable (DecimalNumber, String, ErrorSink) -> DecimalNumber? = { number, pointer, sink in
            guard number.isWithin(range) else { return sink.fail(pointer, "field.range", expectation) }
            guard number.scale <= decimals else {
                return sink.fail(pointer, "field.decimals", "must have at most \(decimals) decimals")
            }
            return number
        }
        return Codec(
            schema: .type(
                "number", ("minimum", .number(String(range.lowerBound))),
                ("maximum", .number(String(range.upperBound)))),
            placeholder: DecimalNumber(integer: 1), lift: liftNumber, check: check
        ) { json, pointer, sink in
            guard case .number(let text) = json else { return sink.mistype(pointer, "a number", json) }
            guard let number = DecimalNumber(text) else { return sink.fail(pointer, "field.range", expectation) }
            return check(number, pointer, sink)
        }
    }

    /// An amount of money, zero or more; the number of its decimals is checked once the currency is known.
    package static var amount: Codec {
        .decimal(0...(Money.maximumMinorUnits / 1000), decimals: 3)
    }
}

/// Text that is a number in JSON's grammar as a number; other text stays text and is refused as such.
@Sendable private func liftNumber(_ text: String) -> JSON {
    DecimalNumber(text) == nil ? .string(text) : .number(text)
}

extension Codec {
    /// A list of at most `maximum` values.
    package static func list<Element: Sendable>(_ element: Codec<Element>, max maximum: Int) -> Codec
    where Value == [Element] {
        list(element, .array(element.schema, maximumItems: maximum)) { count in
            count <= maximum ? nil : ("field.too_many", "must have at most \(maximum) elements")
        }
    }

    /// A list of exactly `count` values.
    package static func list<Element: Sendable>(_ element: Codec<Element>, count wanted: Int) -> Codec
    where Value == [Element] {
        list(element, .array(element.schema, minimumItems: wanted, maximumItems: wanted)) { count in
            count == wanted ? nil : ("field.count", "must have exactly \(wanted) values")
        }
    }

    /// A list that `refusal` of its length does not refuse.
    private static func list<Element: Sendable>(
        _ element: Codec<Element>, _ schema: @escaping @Sendable @autoclosure () -> Schema,
        _ refusal: @escaping @Sendable (Int) -> (code: String, detail: String)?
    ) -> Codec where Value == [Element] {
        Codec(schema: schema(), placeholder: [element.placeholder()]) { json, pointer, sink in
            guard case .array(let elements) = json else { return sink.mistype(pointer, "an array", json) }
            if let (code, detail) = refusal(elements.count) { return sink.fail(pointer, code, detail) }
            let values = elements.enumerated().compactMap { element.decode($1, "\(pointer)/\($0)", sink) }
            return values.count == elements.count ? values : nil
        }
    }

    /// An object with fields of its own.
    package static func object(_ type: Value.Type) -> Codec where Value: ObjectInput {
        Codec(schema: Value.schema, placeholder: Value(ObjectReader(describing: ""))) { json, pointer, sink in
            guard case .object(let members) = json else { return sink.mistype(pointer, "an object", json) }
            let before = sink.errors.count
            let reader = ObjectReader(members: members, pointer: pointer, sink: sink)
            let value = Value(reader)
            reader.refuseUnknownMembers()
            return sink.errors.count == before ? value : nil
        }
    }
}
