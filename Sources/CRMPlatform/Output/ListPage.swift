package import CRMCore

/// A page of a list: by offset with the exact total, or by cursor without one.
package struct ListPage<Item: JSONObjectEncodable>: JSONEncodable {
    package let data: [Item]
    private let frame: ListFrame

    package init(data: [Item], limit: Int, total: Int, offset: Int) {
        self.data = data
        frame = ListFrame(limit: limit, counted: (total, offset), nextCursor: nil)
    }

    package init(data: [Item], limit: Int, nextCursor: String?) {
        self.data = data
        frame = ListFrame(limit: limit, counted: nil, nextCursor: nextCursor)
    }

    package var limit: Int { frame.limit }
    /// Entries in the whole list and entries passed over; nil on a walk by cursor.
    package var counted: (total: Int, offset: Int)? { frame.counted }
    /// Where a walk by cursor goes on; nil at its end.
    package var nextCursor: String? { frame.nextCursor }

    package static var schema: Schema {
        let data = Schema.Property(ListFrame.dataName, [Item].schema, isRequired: true)
        return .object(name: "\(Item.typeName)Page", [data] + ListFrame.fields.map { $0.property })
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key(ListFrame.dataKey)
            writer.entries(data) { item, writer in item.write(to: &writer) }
            frame.writeMembers(to: &writer)
        }
    }
}

/// What stands around the entries of a page, whatever they are.
struct ListFrame: JSONObjectEncodable {
    let limit: Int
    let counted: (total: Int, offset: Int)?
    let nextCursor: String?

    static let dataName = "data"
    static let dataKey = JSONKey(dataName)
    static let typeName = "ListFrame"

    static let fields: [OutputField<ListFrame>] = [
        .omittable("total", "Entries in the whole list; not on a walk by cursor.") { $0.counted?.total },
        OutputField("limit") { $0.limit },
        .omittable("offset", "Entries passed over; not on a walk by cursor.") { $0.counted?.offset },
        .omittable("nextCursor", "Where the walk goes on; missing at its end.") { $0.nextCursor },
    ]
}

/// One entry that an endpoint answered with, and how.
package struct Answer<Body: JSONEncodable>: Sendable {
    package let status: Int
    package let body: Body
    /// Headers of its own, such as `X-Total-Count`.
    package let headers: [(name: String, value: String)]

    package init(status: Int = 200, _ body: Body, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.body = body
        self.headers = headers
    }
}
