import CRMCore
import CRMPlatform

/// Products from files.
enum ProductImport {
    static let importer = Importer(
        name: "products", formats: [generic, shopify, wooCommerce], scope: .productsWrite,
        takeBack: { traces, work in try Products(work).takeBack(traces) })

    /// How the rows of one record are read in a format: a product, or all variants of one.
    typealias Reading = @Sendable (any ImportRows) throws(ImportFault) -> [ProductCells]

    /// Products of one batch, ready for the database.
    struct Records: ImportRecords {
        private let read: Reading
        private let account: Account
        /// The products of each record.
        private var told: [[ProductInput]] = []

        var count: Int { told.count }

        init(_ account: Account, _ read: @escaping Reading) {
            self.account = account
            self.read = read
        }

        mutating func add(_ rows: any ImportRows, _: ImportDesk) throws(ImportRefusal) {
            let cells: [ProductCells]
            do throws(ImportFault) { cells = try read(rows) } catch { throw .fault(error) }
            let sink = ErrorSink()
            let products = cells.compactMap { ProductInput($0, sink) }
            guard sink.errors.isEmpty else { throw .invalid(InvalidRequest(sink.errors)) }
            do throws(InvalidRequest) {
                // What the currency does not allow is told here, with the row.
                for product in products {
                    _ = try product.changes.applied(to: ProductContent(), in: account.currency)
                }
            } catch {
                throw .invalid(error)
            }
            told.append(products)
        }

        func apply(_ work: Work) throws -> [UpsertOutcome] { try record(work, nil) }

        func apply(_ work: Work, noting journal: ImportJournal) throws -> [UpsertOutcome] {
            try record(work, journal)
        }

        private func record(_ work: Work, _ journal: ImportJournal?) throws -> [UpsertOutcome] {
            var rest = try Products(work).record(told.flatMap { $0 }, noting: journal)[...]
            return told.map { products in
                defer { rest = rest.dropFirst(products.count) }
                return outcome(of: rest.prefix(products.count))
            }
        }

        /// What became of a record, by its products: the first that went otherwise than unchanged tells.
        private func outcome(of products: ArraySlice<UpsertOutcome>) -> UpsertOutcome {
            products.first { $0 != .unchanged } ?? .unchanged
        }
    }
}

/// What a file says of one product, read from its cells but not held to the rules yet; nil is an empty cell.
struct ProductCells {
    var sku: String
    var name: String?
    var category: String?
    var brand: String?
    var price: DecimalNumber?
    var stock: DecimalNumber?
    var isActive: Bool?
    var url: String?
    var imageURL: String?

    init(sku: String) {
        self.sku = sku
    }
}

extension ProductInput {
    /// Holds the cells to the rules of ``ProductFields``; nil when a mistake was noted. An empty cell keeps what is known.
    init?(_ cells: ProductCells, _ sink: ErrorSink) {
        let sku = ProductFields.sku.read(cells.sku.oneLine, sink)
        var changes = ProductChanges()
        changes.name = Patch(told: ProductFields.name.read(cells.name?.oneLine, sink))
        changes.category = Patch(told: ProductFields.category.read(cells.category?.oneLine, sink))
        changes.brand = Patch(told: ProductFields.brand.read(cells.brand?.oneLine, sink))
        changes.price = Patch(told: ProductFields.price.check(cells.price, sink))
        changes.stock = Patch(told: cells.stock.flatMap { ProductFields.stock.read(.number($0.plain), sink) })
        changes.isActive = cells.isActive
        changes.url = Patch(told: ProductFields.url.read(cells.url, sink))
        changes.imageURL = Patch(told: ProductFields.imageURL.read(cells.imageURL, sink))
        guard let sku, sink.errors.isEmpty else { return nil }
        self.init(sku: sku, changes: changes)
    }
}

extension Patch {
    fileprivate init(told value: Value?) { self = value.map(Patch.set) ?? .keep }
}
