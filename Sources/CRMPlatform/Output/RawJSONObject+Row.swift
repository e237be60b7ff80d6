import CRMCore
package import CRMDatabase

extension Row {
    /// Reads a JSON object in its canonical text, whatever order the database keeps members in.
    package mutating func readJSONObject() throws -> RawJSONObject {
        let text = try read(String.self)
        return RawJSONObject(canonical: text == "{}" ? text : try JSONParser.parse(text, limits: .stored).canonicalText)
    }
}
