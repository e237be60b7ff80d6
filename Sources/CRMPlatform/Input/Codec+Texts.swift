import CRMCore

/// Characters of a text of several lines: no control characters but tabs and line ends, not only white space.
private let paragraphsPattern = #"^(?=[\s\S]*\S)[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$"#

extension Codec where Value == String {
    /// Text of several lines with 1…`maximum` characters, white space at the ends removed, line ends as `\n`.
    package static func paragraphs(max maximum: Int) -> Codec {
        .string(
            .type(
                "string", ("minLength", 1), ("maxLength", .number(String(maximum))),
                ("pattern", .string(paragraphsPattern))),
            placeholder: "", expectation: "a text of 1 to \(maximum) characters"
        ) { text in
            guard text.unicodeScalars.count <= maximum else { return nil }
            let isText = text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control || ["\t", "\n", "\r"].contains(scalar)
            }
            let trimmed = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").trimmingSpaces().composed
            return isText && !trimmed.isEmpty ? trimmed : nil
        }
    }

    /// A word that programs agree on: lower-case letters, digits, `_`, `-` and `.`, a letter first.
    package static func token(max maximum: Int) -> Codec {
        .string(
            .type("string", ("pattern", .string("^[a-z][a-z0-9_.-]{0,\(maximum - 1)}$"))), placeholder: "word",
            expectation: "a word of at most \(maximum) lower-case letters, digits, _, - and ., a letter first"
        ) { text in
            let tail = "abcdefghijklmnopqrstuvwxyz0123456789_.-".utf8
            guard let first = text.utf8.first, (97...122).contains(first), text.utf8.count <= maximum else {
                return nil
            }
            return text.utf8.allSatisfy { tail.contains($0) } ? text : nil
        }
    }
}

extension Codec {
    /// The same values in another spelling.
    package func map(_ spelling: @escaping @Sendable (Value) -> Value) -> Codec {
        Codec(schema: schema, placeholder: placeholder(), lift: lift, check: check) { json, pointer, sink in
            decode(json, pointer, sink).map(spelling)
        }
    }
}
