package import CRMCore
package import CRMDatabase
import Foundation

/// One way to sort a list: a column, and the list's integer key to tell equals apart.
package struct SortKey: Sendable {
    /// As callers write it: `createdAt`.
    package let name: String
    package let column: SQL
    package let type: SQLType
    /// Whether the column can be empty; empty values come last in either direction.
    package let isNullable: Bool

    package init(_ name: String, _ column: SQL, _ type: SQLType, isNullable: Bool = false) {
        self.name = name
        self.column = column
        self.type = type
        self.isNullable = isNullable
    }
}

/// A sort key with its direction.
package struct SortOrder: Sendable {
    package let key: SortKey
    package let isDescending: Bool

    package init(_ key: SortKey, descending: Bool) {
        self.key = key
        isDescending = descending
    }

    /// As callers write it: `-createdAt`.
    package var name: String { (isDescending ? "-" : "") + key.name }
}

extension Codec where Value == SortOrder {
    /// One of the sort keys, with `-` in front for falling order.
    package static func sort(_ keys: [SortKey]) -> Codec {
        let words = keys.flatMap { [$0.name, "-" + $0.name] }
        return Codec(schema: .oneOf(words), placeholder: SortOrder(keys[0], descending: true)) { json, pointer, sink in
            guard case .string(let text) = json else { return sink.mistype(pointer, "a string", json) }
            let name = text.hasPrefix("-") ? String(text.dropFirst()) : text
            guard let key = keys.first(where: { $0.name == name }) else {
                return sink.fail(pointer, "field.unknown_value", "must be one of \(words.joined(separator: ", "))")
            }
            return SortOrder(key, descending: text.hasPrefix("-"))
        }
    }
}

/// Where a walk by cursor stands: the sort value and key of the last entry. Opaque to callers.
package struct Cursor: Sendable, Hashable {
    let sort: String
    let value: JSON
    let key: Int64

    /// Longest token a caller may send.
    static let maximumLength = 2048

    var token: String {
        let json: JSON = .array([.string(sort), value, .number(String(key))])
        let base64 = Data(json.text.utf8).base64EncodedString()
        return base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init(sort: String, value: JSON, key: Int64) {
        self.sort = sort
        self.value = value
        self.key = key
    }

    init?(token: String) {
        var base64 = token.replacing("-", with: "+").replacing("_", with: "/")
        while base64.utf8.count % 4 != 0 { base64 += "=" }
        guard let data = Data(base64Encoded: base64),
            case .array(let parts)? = try? JSONParser.parse(Array(data)), parts.count == 3,
            case .string(let sort) = parts[0], case .number(let text) = parts[2], let key = Int64(text)
        else { return nil }
        self.init(sort: sort, value: parts[1], key: key)
    }
}

/// Which part of a list is wanted, and in which order.
package struct Listing: Sendable {
    package let sort: SortOrder
    package let page: PageRequest
    private let walk: Walk

    private enum Walk: Sendable {
        case byOffset
        case fromStart
        case after(Cursor)
    }

    /// Reads `limit`, `offset`, `cursor` and `sort`. An empty `cursor` begins a walk.
    package init(_ query: ObjectReader, keys: [SortKey], standard: SortOrder) {
        let sort = query.optional(
            "sort", .sort(keys), default: standard, "Sort key; `-` in front for falling order. Empty values come last.")
        page = PageRequest(query)
        let token = query.optional(
            "cursor", .cursor, "Walks the whole list without a total: empty to begin, then `nextCursor` of each answer."
        )
        self.sort = sort
        switch token {
        case nil: walk = .byOffset
        case .start: walk = .fromStart
        case .after(let cursor):
            walk = .after(cursor)
            if cursor.sort != sort.name || !cursor.fits(sort.key) {
                query.fail("cursor", "field.cursor", "belongs to another sort order")
            }
        }
        if token != nil, page.offset > 0 { query.fail("offset", "field.conflict", "cannot be given with cursor") }
    }

    /// True when the exact total belongs to the answer.
    package var isCounted: Bool {
        if case .byOffset = walk { return true }
        return false
    }

    /// A page of the standard size in one order, as commands ask for it.
    package init(_ page: PageRequest, sort: SortOrder) {
        self.page = page
        self.sort = sort
        walk = .byOffset
    }

    /// Reads the rows of the page: `fetch` runs the list's statement over one stretch of an index, `count` counts the
    /// entries under a further condition. `key` tells entries with equal sort values apart.
    ///
    /// A column that can be empty has two stretches, since no index of both databases has its empty values last in either
    /// direction: the filled values, then the empty ones.
    package func rows<Row>(
        by key: SQL, _ fetch: (ListStretch) throws -> [Row], count: (SQL) throws -> Int
    ) throws -> [Row] {
        // One entry more than wanted tells whether a walk goes on.
        let wanted = isCounted ? page.limit : page.limit + 1
        guard sort.key.isNullable else {
            return try fetch(stretch([position(key)], key, wanted, page.offset))
        }
        let filled: SQL = "\(sort.key.column) IS NOT NULL"
        var rows: [Row] = []
        var offset = page.offset
        if !isAmongEmpty {
            rows = try fetch(stretch([filled, position(key)], key, wanted, offset))
            if rows.count == wanted { return rows }
            if offset > 0 { offset = rows.isEmpty ? max(0, offset - (try count(filled))) : 0 }
        }
        let empty: SQL = "\(sort.key.column) IS NULL"
        return try rows + fetch(stretch([empty, positionAmongEmpty(key)], key, wanted - rows.count, offset))
    }

    private func stretch(_ conditions: [SQL?], _ key: SQL, _ limit: Int, _ offset: Int) -> ListStretch {
        let direction: SQL = sort.isDescending ? "DESC" : "ASC"
        return ListStretch(
            conditions: conditions.compactMap { $0 },
            // Without NULLS LAST: within a stretch it says nothing, and keeps PostgreSQL from walking an index backwards.
            order: "ORDER BY \(sort.key.column) \(direction), \(key) \(direction)",
            limit: offset > 0 ? "LIMIT \(limit) OFFSET \(offset)" : "LIMIT \(limit)")
    }

    private var isAmongEmpty: Bool {
        if case .after(let cursor) = walk { return cursor.value == .null }
        return false
    }

    /// Passes over what a walk by cursor has seen: a comparison of rows is one range of the index on both databases.
    private func position(_ key: SQL) -> SQL? {
        guard case .after(let cursor) = walk, let value = cursor.sqlValue(sort.key.type) else { return nil }
        let beyond: SQL = sort.isDescending ? "<" : ">"
        return "(\(sort.key.column), \(key)) \(beyond) (\(value), \(cursor.key))"
    }

    private func positionAmongEmpty(_ key: SQL) -> SQL? {
        guard case .after(let cursor) = walk, isAmongEmpty else { return nil }
        let beyond: SQL = sort.isDescending ? "<" : ">"
        return "\(key) \(beyond) \(cursor.key)"
    }

    /// The page made of what the statement gave. A page that is not full ends the list and tells its length by itself.
    package func pageOf<Item: JSONObjectEncodable>(
        _ rows: [(item: Item, key: Int64, sortValue: JSON)], total: @autoclosure () throws -> Int
    ) rethrows -> ListPage<Item> {
        if isCounted {
            let endsHere = rows.count < page.limit && (!rows.isEmpty || page.offset == 0)
            let total = endsHere ? page.offset + rows.count : try total()
            return ListPage(data: rows.map { $0.item }, limit: page.limit, total: total, offset: page.offset)
        }
        let wanted = rows.prefix(page.limit)
        let next =
            rows.count > page.limit
            ? wanted.last.map { Cursor(sort: sort.name, value: $0.sortValue, key: $0.key).token } : nil
        return ListPage(data: wanted.map { $0.item }, limit: page.limit, nextCursor: next)
    }
}

/// One stretch of a list: what a statement adds to its own conditions to walk one index from one end.
package struct ListStretch: Sendable {
    package let conditions: [SQL]
    /// `ORDER BY …`.
    package let order: SQL
    /// `LIMIT … OFFSET …`.
    package let limit: SQL
}

/// A `cursor` parameter.
enum CursorToken: Sendable, Equatable {
    case start
    case after(Cursor)
}

extension Codec where Value == CursorToken {
    static var cursor: Codec {
        .string(
            .type("string", ("maxLength", .number(String(Cursor.maximumLength)))), placeholder: .start,
            code: "field.cursor", expectation: "empty or the nextCursor of an answer"
        ) { text in
            guard text.utf8.count <= Cursor.maximumLength else { return nil }
            return text.isEmpty ? .start : Cursor(token: text).map(CursorToken.after)
        }
    }
}

extension Cursor {
    func fits(_ key: SortKey) -> Bool { value == .null ? key.isNullable : sqlValue(key.type) != nil }

    func sqlValue(_ type: SQLType) -> SQLValue? {
        switch (type, value) {
        case (.int64, .number(let text)): Int64(text).map(SQLValue.int64)
        case (.double, .number(let text)): Double(text).map(SQLValue.double)
        case (.text, .string(let text)): .text(text)
        default: nil
        }
    }
}

extension Row {
    /// Reads the sort column of a list as the value that a cursor keeps.
    package mutating func readSortValue(_ type: SQLType) throws -> JSON {
        switch type {
        case .text: try read(String?.self).map(JSON.string) ?? .null
        case .double: try read(Double?.self).map { .number(String($0)) } ?? .null
        default: try read(Int64?.self).map { .number(String($0)) } ?? .null
        }
    }
}
