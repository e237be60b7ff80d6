import CRMCore
import CRMDatabase
import CRMPlatform

/// Products of an import that are taken back.
extension Products {
    /// Notes what the drafts replace.
    func note(_ drafts: ProductDrafts, in journal: ImportJournal) {
        for (sku, _) in drafts.fresh {
            journal.note(ImportTrace(stage: 0, id: sku, before: nil, after: ProductMark.text(1, work.now)))
        }
        for (product, _) in drafts.changed {
            let before = ImportTrace.Before(mark: product.mark, image: product.content.image.canonicalText)
            let after = ProductMark.text(product.version + 1, product.createdAt)
            journal.note(ImportTrace(stage: 0, id: product.sku, before: before, after: after))
        }
    }

    /// Takes back what traces tell of; products that were changed again since stay as they are.
    func takeBack(_ traces: [ImportTrace]) throws -> ImportUndone {
        let known = Dictionary(try store.locked(traces.map(\.id)).map { ($0.sku, $0) }) { first, _ in first }
        var undone = ImportUndone()
        var removed: [Int64] = []
        var restored: [(product: Product, content: ProductContent)] = []
        for trace in traces {
            guard let product = known[trace.id], product.mark == trace.after else {
                undone.kept += 1
                continue
            }
            if let before = trace.before {
                guard let content = ProductContent(image: before.image) else {
                    undone.kept += 1
                    continue
                }
                restored.append((product, content))
            } else {
                removed.append(product.key)
            }
        }
        try store.update(restored.sorted { $0.product.key < $1.product.key })
        try store.delete(removed)
        (undone.removed, undone.restored) = (removed.count, restored.count)
        return undone
    }
}

/// What tells one version of a product from all others, also from those of a product of the same id that was removed.
private enum ProductMark {
    static func text(_ version: Int, _ createdAt: Instant) -> String { "\(createdAt.milliseconds):\(version)" }
}

extension Product {
    fileprivate var mark: String { ProductMark.text(version, createdAt) }
}

extension ProductContent {
    /// Everything that is said of the product, as an import notes it.
    fileprivate var image: JSON {
        let texts = [("name", name), ("category", category), ("brand", brand), ("url", url), ("imageUrl", imageURL)]
        let numbers = [("price", price), ("stock", stock.map(Int64.init))]
        return .object(
            texts.map { JSON.Member($0, $1.map(JSON.string) ?? .null) }
                + numbers.map { JSON.Member($0, $1.map { .number(String($0)) } ?? .null) }
                + [JSON.Member("isActive", .bool(isActive)), JSON.Member("source", .string(source.rawValue))])
    }

    /// Nil for a text that is no such image.
    fileprivate init?(image: String) {
        guard let json = try? JSONParser.parse(image, limits: .stored), case .bool(let isActive)? = json["isActive"],
            case .string(let word)? = json["source"], let source = ProductSource(rawValue: word)
        else { return nil }
        func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
        func number(_ name: String) -> Int64? { if case .number(let text)? = json[name] { Int64(text) } else { nil } }
        self.init(
            name: text("name"), category: text("category"), brand: text("brand"), price: number("price"),
            stock: number("stock").map(Int.init), isActive: isActive, url: text("url"), imageURL: text("imageUrl"),
            source: source)
    }
}
