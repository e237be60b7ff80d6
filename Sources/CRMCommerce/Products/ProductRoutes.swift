import CRMCore
import CRMPlatform

/// ```
/// GET    /api/customers/products         the catalogue
/// POST   /api/customers/products         upsert: one as JSON, many as NDJSON
/// POST   /api/customers/products/stock   sets or adjusts the stock of many
/// GET    /api/customers/products/{sku}   one
/// PUT    /api/customers/products/{sku}   changes the given fields
/// DELETE /api/customers/products/{sku}   removes one
/// ```
enum ProductRoutes {
    static let endpoints: [Endpoint] = [
        .get(.init(path, "Lists products.", scope: .productsRead), List.self) { input, work in
            Answer(try ProductStore(work).list(input.filter, input.listing))
        },
        .post(
            .init(
                path, "Tells a product, or many: one JSON object a line as NDJSON. Fields that are left out stay.",
                scope: .productsWrite),
            ProductInput.self, lines: ProductInput.self, statuses: [200, 201], tag: .whole,
            one: { input, work in
                let products = Products(work)
                let outcome = try products.record([input])[0]
                if case .rejected(let error) = outcome { throw error }
                return Answer(status: outcome == .created ? 201 : 200, try products.product(input.sku))
            },
            many: { lines, work in Answer(try ProductLines(lines, work).record()) }),
        .write(
            .post,
            .init(
                "\(path)/stock", "Sets or adjusts the stock of products, all or none of them.", scope: .productsWrite,
                refusals: [
                    ProductError.unknown, (.conflict, "products.stock_unknown"),
                    (.conflict, "products.stock_out_of_range"),
                ]), ChangeStock.self
        ) { input, work in
            Answer(try Products(work).changeStock(input.changes))
        },
        .get(
            .init("\(path)/{sku}", "One product.", scope: .productsRead, refusals: [ProductError.unknown]), One.self,
            tag: .whole
        ) { input, work in
            Answer(try Products(work).product(input.sku))
        },
        .write(
            .put,
            .init(
                "\(path)/{sku}", "Changes the given fields of a product; null clears one.", scope: .productsWrite,
                refusals: [ProductError.unknown]),
            Update.self, tag: .whole, current: { input, work in try Products(work).locked(input.sku) },
            change: { input, work in Answer(try Products(work).change(input.sku, input.changes)) }),
        .write(
            .delete,
            .init(
                "\(path)/{sku}", "Removes a product from the catalogue; orders keep their lines.",
                scope: .productsWrite, refusals: [ProductError.unknown]),
            One.self, tag: .whole, current: { input, work in try Products(work).locked(input.sku) },
            change: { input, work in Answer(try Products(work).delete(input.sku)) }),
    ]

    private static let path = "/api/customers/products"

    struct List: RequestInput {
        let filter: ProductFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            var filter = ProductFilter()
            filter.beginning = query.optional(
                "q", .text(max: ProductLimits.name), "Beginning of the SKU or of the name, in any case.")
            filter.category = query.optional("category", .text(max: ProductLimits.word))
            filter.brand = query.optional("brand", .text(max: ProductLimits.word))
            filter.source = query.optional("source", .closedSet)
            filter.isActive = query.optional("isActive", .bool)
            filter.isInStock = query.optional(
                "inStock", .bool, "Whether there is more than none; a product of unknown stock is in neither list.")
            filter.times = ListTimes(query)
            self.filter = filter
            let keys = ProductStore.sortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let sku: String

        init(_ request: RequestReader) {
            sku = request.path.required("sku", .text(max: ProductLimits.word))
        }
    }

    struct Update: RequestInput {
        let sku: String
        let changes: ProductChanges

        init(_ request: RequestReader) {
            sku = request.path.required("sku", .text(max: ProductLimits.word))
            changes = ProductChanges(request.body)
        }
    }

    struct ChangeStock: RequestInput {
        let changes: [StockChange]

        init(_ request: RequestReader) {
            changes = request.body.required(
                "changes", .list(.object(StockChange.self), max: ProductLimits.changesPerCall), "Done in their order.")
        }
    }
}

/// Many products in one request: the good ones go in, each bad one is reported with its line.
struct ProductLines {
    private let lines: [InputLine<ProductInput>]
    private let work: Work

    init(_ lines: [InputLine<ProductInput>], _ work: Work) {
        self.lines = lines
        self.work = work
    }

    func record() throws -> ProductLinesSummary {
        var summary = ProductLinesSummary()
        let good = lines.good(&summary.refused)
        for (entry, outcome) in zip(good, try Products(work).record(good.map(\.value))) {
            summary.add(outcome, line: entry.number)
        }
        summary.refused.sort()
        return summary
    }
}

/// What became of many products.
struct ProductLinesSummary: JSONObjectEncodable {
    private var created = 0
    private var updated = 0
    private var unchanged = 0
    var refused = RefusedLines()

    mutating func add(_ outcome: UpsertOutcome, line: Int) {
        switch outcome {
        case .created: created += 1
        case .updated: updated += 1
        case .unchanged, .stale: unchanged += 1
        case .rejected(let error): refused.add(error.fields, line: line)
        }
    }

    static let typeName = "ProductLinesSummary"

    static let fields: [OutputField<ProductLinesSummary>] = [
        OutputField("created") { $0.created },
        OutputField("updated") { $0.updated },
        OutputField("unchanged", "Known already, with the same content.") { $0.unchanged },
        OutputField("failed", "Lines that did not go in; each has entries in `errors`.") { $0.refused.count },
        OutputField("errors", "At most 5 of a line and 1,000 of all.") { $0.refused.errors },
    ]
}
