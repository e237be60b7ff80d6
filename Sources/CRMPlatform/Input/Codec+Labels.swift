package import CRMCore
package import CRMDatabase

extension Codec where Value == LabelColor {
    /// A colour such as `#1f77b4`.
    package static var color: Codec {
        .string(
            .type("string", ("pattern", "^#[0-9A-Fa-f]{6}$")), placeholder: LabelColor.standard(for: ""),
            expectation: "a colour such as #1f77b4"
        ) { LabelColor($0) }
    }
}

extension LabelColor: JSONEncodable {
    package static var schema: Schema { .type("string", ("pattern", "^#[0-9a-f]{6}$")) }
    package func write(to writer: inout JSONWriter) { writer.string(text) }
}

extension LabelColor: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(text) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> LabelColor {
        let text = try source.text(index)
        guard let color = LabelColor(text) else { throw DatabaseError.corrupt("\(text) is no colour") }
        return color
    }
}
