import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of products.
package struct Products {
    let work: Work
    let store: ProductStore

    package init(_ work: Work) {
        self.work = work
        store = ProductStore(work)
    }

    /// The product; throws ``ProductError/unknownProduct(_:)``.
    package func product(_ sku: String) throws -> Product { try store.product(sku, lock: false) }

    /// The product as it stays until this transaction changes it.
    func locked(_ sku: String) throws -> Product { try store.product(sku, lock: true) }

    /// Makes products that are not known and changes the given fields of those that are, in the order in which they are
    /// told; one outcome each. What is needed to take them back is noted in the journal.
    package func record(_ told: [ProductInput], noting journal: ImportJournal? = nil) throws -> [UpsertOutcome] {
        guard !told.isEmpty else { return [] }
        var drafts = ProductDrafts(known: try store.locked(told.map(\.sku)))
        let outcomes = told.map { input -> UpsertOutcome in
            let before = drafts[input.sku]
            do throws(InvalidRequest) {
                let content = try input.changes.applied(to: before ?? ProductContent(), in: work.account.currency)
                drafts[input.sku] = content
                return before == nil ? .created : before == content ? .unchanged : .updated
            } catch {
                return .rejected(error)
            }
        }
        if let journal { note(drafts, in: journal) }
        try write(drafts)
        return outcomes
    }

    /// Changes the given fields.
    func change(_ sku: String, _ changes: ProductChanges) throws -> Product {
        let product = try locked(sku)
        let content = try changes.applied(to: product.content, in: work.account.currency)
        guard content != product.content else { return product }
        try store.update([(product, content)])
        return try self.product(sku)
    }

    /// Removes the product from the catalogue; gives it as it was. Orders keep their lines, and the next one with it
    /// makes it known again.
    func delete(_ sku: String) throws -> Product {
        let product = try locked(sku)
        try store.delete([product.key])
        return product
    }

    /// Sets or adjusts the stock of products, all or none of them; gives them as they are then, each once.
    func changeStock(_ changes: [StockChange]) throws -> StockReport {
        let known = try store.locked(changes.map(\.sku))
        var drafts = ProductDrafts(known: known)
        for change in changes {
            guard var content = drafts[change.sku] else { throw ProductError.unknownProduct(change.sku) }
            content.stock = try change.applied(to: content.stock)
            drafts[change.sku] = content
        }
        try write(drafts)
        return StockReport(changed: drafts.changed.count, products: try store.products(known.map(\.key)))
    }

    func write(_ drafts: ProductDrafts) throws {
        try store.update(drafts.changed)
        // Another transaction was quicker with one of them: it is known when this one is run again.
        guard try store.insert(drafts.fresh) == drafts.fresh.count else { throw DatabaseError.serialization }
    }
}

/// Products as they are to be, beside those that are known.
struct ProductDrafts {
    private let known: [String: Product]
    private var contents: [String: ProductContent] = [:]

    init(known: [Product]) {
        self.known = Dictionary(known.map { ($0.sku, $0) }) { first, _ in first }
    }

    /// The content of a product; nil for one that is not known.
    subscript(sku: String) -> ProductContent? {
        get { contents[sku] ?? known[sku]?.content }
        set { contents[sku] = newValue }
    }

    /// Those that are not known, in the order of their ids, so that no two transactions wait for each other.
    var fresh: [(sku: String, content: ProductContent)] {
        contents.filter { known[$0.key] == nil }.map { (sku: $0.key, content: $0.value) }.sorted { $0.sku < $1.sku }
    }

    /// Those that are known otherwise.
    var changed: [(product: Product, content: ProductContent)] {
        known.values.sorted { $0.key < $1.key }.compactMap { product in
            contents[product.sku].flatMap { $0 == product.content ? nil : (product, $0) }
        }
    }
}

/// A change of one product's stock.
struct StockChange: ObjectInput {
    static let typeName: String? = "StockChange"

    let sku: String
    private let stock: Patch<Int>
    private let adjustBy: Int?

    init(_ fields: ObjectReader) {
        sku = fields.required(ProductFields.sku)
        stock = fields.patch(ProductFields.stock, "What it is from now on; null: not known.")
        adjustBy = fields.optional(
            "adjustBy", .integer(-ProductLimits.stock...ProductLimits.stock),
            "In place of `stock`: how many came, or below zero how many went.")
        if case .keep = stock {
            if adjustBy == nil { fields.fail("stock", "field.required", "is required when there is no adjustBy") }
        } else if adjustBy != nil {
            fields.fail("adjustBy", "field.conflict", "cannot be given with stock")
        }
    }

    func applied(to known: Int?) throws -> Int? {
        guard let adjustBy else { return stock.applied(to: known) }
        guard let known else { throw ProductError.stockUnknown(sku) }
        let sum = known + adjustBy
        guard abs(sum) <= ProductLimits.stock else { throw ProductError.stockOutOfRange(sku) }
        return sum
    }
}

/// What became of changes of stock.
struct StockReport: JSONObjectEncodable {
    let changed: Int
    let products: [Product]

    static let typeName = "StockReport"

    static let fields: [OutputField<StockReport>] = [
        OutputField("changed", "Products whose stock is another one now.") { $0.changed },
        OutputField("products", "Every product of the call, by age.") { $0.products },
    ]
}
