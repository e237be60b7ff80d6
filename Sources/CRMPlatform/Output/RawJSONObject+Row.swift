import CRMCore
package import CRMDatabase

extension Row {
    /// Reads a JSON object in its canonical text, whatever order the database keeps members in.
    package mutating func readJSONObject() throws -> RawJSONObject {
        let text = try read(String.self)
        if text == "{}" || keepsJSONText { return RawJSONObject(canonical: text) }
        return RawJSONObject(canonical: try JSONParser.parse(text, limits: .stored).canonicalText)
    }

    /// Reads a JSON array of texts.
    package mutating func readTexts() throws -> [String] {
        let text = try read(String.self)
        guard text != "[]" else { return [] }
        guard case .array(let elements) = try JSONParser.parse(text, limits: .stored) else {
            throw DatabaseError.corrupt("an array was expected")
        }
        return try elements.map { element in
            guard case .string(let text) = element else { throw DatabaseError.corrupt("a text was expected") }
            return text
        }
    }
}
