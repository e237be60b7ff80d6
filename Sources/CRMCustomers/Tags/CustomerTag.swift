package import CRMCore
import CRMDatabase
package import CRMPlatform

/// A word that the account puts on customers.
package struct CustomerTag: Sendable {
    package let key: Int64
    package let id: String
    package let name: String
    package let color: LabelColor
    package let customerCount: Int
    package let createdAt: Instant
    package let updatedAt: Instant
}

extension CustomerTag: JSONObjectEncodable {
    package static let typeName = "CustomerTag"

    package static let fields: [OutputField<CustomerTag>] = [
        OutputField("id") { $0.id },
        OutputField("name") { $0.name },
        OutputField("color", "`#rrggbb`.") { $0.color },
        OutputField("customerCount", "Customers with the tag; archived ones are not counted.") { $0.customerCount },
        OutputField("createdAt") { $0.createdAt },
        OutputField("updatedAt", "Last change of the tag or of its customers.") { $0.updatedAt },
    ]

    var reference: TagReference { TagReference(id: id, name: name) }
}

/// The name of a tag. Names that differ only in case and accents are the same tag's.
package struct TagName: Sendable, Hashable {
    package let text: String
    /// What is compared.
    let folded: String

    package init(_ text: String) {
        self.text = text
        let folded = Folding.fold(text)
        // One of apostrophes alone is itself.
        self.folded = folded.isEmpty ? text : folded
    }

    package static func == (left: TagName, right: TagName) -> Bool { left.folded == right.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}

extension Codec where Value == TagName {
    /// One line of text.
    static var tagName: Codec {
        let text = Codec<String>.text(max: TagLimits.name)
        return Codec(schema: text.schema, placeholder: TagName("tag")) { json, pointer, sink in
            text.decode(json, pointer, sink).map { TagName($0) }
        }
    }
}

/// Bounds on tags.
enum TagLimits {
    /// Characters of a name.
    static let name = 100
    /// Tags of an account; a customer can have all of them.
    static let tags = 10_000
    /// Tags that one call puts on customers or takes from them.
    static let tagsPerCall = 100
    /// Customers of such a call.
    static let customersPerCall = 1_000
    /// Customers whose profiles are written together when a tag changes.
    static let customersPerWrite = 5_000
}
