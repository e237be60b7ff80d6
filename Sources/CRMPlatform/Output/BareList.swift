import Foundation

/// Where the other pages of a list lie whose answer is a bare array: the `Link` header of RFC 8288 in place of members
/// around the entries.
package struct ListLinks: Sendable {
    private let path: String
    /// What was asked for, but for the place in the list.
    private let parameters: [(name: String, text: String)]

    package init(_ path: String, _ query: ObjectReader) {
        self.path = path
        parameters = query.parameters.filter { $0.name != "offset" && $0.name != "cursor" }
    }

    /// `Link`, and `X-Total-Count` where the page was counted.
    func headers<Item>(of page: ListPage<Item>) -> [(name: String, value: String)] {
        guard let (total, offset) = page.counted else {
            return page.nextCursor.map { [("Link", link("next", "cursor", $0))] } ?? []
        }
        var links = [link("first", "offset", "0")]
        if offset > 0 { links.append(link("prev", "offset", String(max(0, offset - page.limit)))) }
        if offset + page.data.count < total {
            links.append(link("next", "offset", String(offset + page.limit)))
        }
        links.append(link("last", "offset", String(max(0, total - 1) / page.limit * page.limit)))
        return [("Link", links.joined(separator: ", ")), ("X-Total-Count", String(total))]
    }

    private func link(_ relation: String, _ name: String, _ place: String) -> String {
        let query = (parameters + [(name, place)]).map { "\(Self.escape($0))=\(Self.escape($1))" }
        return "<\(path)?\(query.joined(separator: "&"))>; rel=\"\(relation)\""
    }

    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func escape(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}

extension Answer {
    /// A page as a bare array, with what stands around it in headers.
    package init<Item: JSONObjectEncodable>(_ page: ListPage<Item>, _ links: ListLinks) where Body == [Item] {
        self.init(page.data, headers: links.headers(of: page))
    }
}
