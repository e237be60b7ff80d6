/// A page of a list: by offset with the exact total, or by cursor without one.
package struct ListPage<Item: JSONObjectEncodable>: JSONObjectEncodable {
    package let data: [Item]
    package let limit: Int
    /// Entries in the whole list and entries passed over; nil on a walk by cursor.
    package let counted: (total: Int, offset: Int)?
    /// Where a walk by cursor goes on; nil at its end.
    package let nextCursor: String?

    package init(data: [Item], limit: Int, total: Int, offset: Int) {
        self.data = data
        self.limit = limit
        counted = (total, offset)
        nextCursor = nil
    }

    package init(data: [Item], limit: Int, nextCursor: String?) {
        self.data = data
        self.limit = limit
        counted = nil
        self.nextCursor = nextCursor
    }

    /// The one entry of a list that has no other.
    package var only: Item? { counted?.total == 1 ? data.first : nil }

    package static var typeName: String { "\(Item.typeName)Page" }

    package static var fields: [OutputField<ListPage>] {
        [
            OutputField("data") { $0.data },
            .omittable("total", "Entries in the whole list; not on a walk by cursor.") { $0.counted?.total },
            OutputField("limit") { $0.limit },
            .omittable("offset", "Entries passed over; not on a walk by cursor.") { $0.counted?.offset },
            .omittable("nextCursor", "Where the walk goes on; missing at its end.") { $0.nextCursor },
        ]
    }
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
