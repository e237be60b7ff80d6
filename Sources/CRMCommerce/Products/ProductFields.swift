package import CRMCore
package import CRMPlatform

/// The fields of a product, with what each may hold: one declaration for requests and for files.
enum ProductFields {
    static let sku = InputField(
        "sku", Codec<String>.text(max: ProductLimits.word), "The shop's own id of the product, as its orders tell it.")
    static let name = InputField("name", Codec<String>.text(max: ProductLimits.name))
    static let category = InputField("category", Codec<String>.text(max: ProductLimits.word))
    static let brand = InputField("brand", Codec<String>.text(max: ProductLimits.word))
    static let price = InputField("price", Codec<DecimalNumber>.amount, "In the account's currency.")
    static let stock = InputField(
        "stock", Codec<Int>.integer(-ProductLimits.stock...ProductLimits.stock), "Pieces; null: not known.")
    static let isActive = InputField("isActive", Codec<Bool>.bool, "On sale; true from the beginning.")
    static let url = InputField("url", Codec<String>.webAddress(max: ProductLimits.url))
    static let imageURL = InputField("imageUrl", Codec<String>.webAddress(max: ProductLimits.url))
}

extension Codec where Value == String {
    /// An absolute address of the web, taken as it stands.
    static func webAddress(max maximum: Int) -> Codec {
        .string(
            .type(
                "string", ("maxLength", .number(String(maximum))),
                ("pattern", #"^https?://[^\s\u0000-\u0020\u007F-\u00A0\u2028\u2029]+$"#)),
            placeholder: "https://example.com",
            expectation: "an address of at most \(maximum) characters that begins with http:// or https://"
        ) { text in
            guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }),
                text.utf8.count > scheme.utf8.count, text.unicodeScalars.count <= maximum
            else { return nil }
            let isOneWord = text.unicodeScalars.allSatisfy { scalar in
                !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
            }
            return isOneWord ? text : nil
        }
    }
}

/// The changes that a caller or a file asks for in one product.
package struct ProductChanges: Sendable {
    package var name: Patch<String> = .keep
    package var category: Patch<String> = .keep
    package var brand: Patch<String> = .keep
    package var price: Patch<DecimalNumber> = .keep
    package var stock: Patch<Int> = .keep
    package var isActive: Bool?
    package var url: Patch<String> = .keep
    package var imageURL: Patch<String> = .keep

    package init() {}

    /// Reads every field but the stock-keeping unit.
    init(_ fields: ObjectReader) {
        name = fields.patch(ProductFields.name)
        category = fields.patch(ProductFields.category)
        brand = fields.patch(ProductFields.brand)
        price = fields.patch(ProductFields.price)
        stock = fields.patch(ProductFields.stock)
        isActive = fields.given(ProductFields.isActive)
        url = fields.patch(ProductFields.url)
        imageURL = fields.patch(ProductFields.imageURL)
    }

    /// The content after the changes: what was told is of the catalogue from now on. Throws ``InvalidRequest`` for a price
    /// that the currency has no coins for.
    func applied(to content: ProductContent, in currency: Currency) throws(InvalidRequest) -> ProductContent {
        var result = content
        result.name = name.applied(to: content.name)
        result.category = category.applied(to: content.category)
        result.brand = brand.applied(to: content.brand)
        switch price {
        case .keep: break
        case .clear: result.price = nil
        case .set(let amount): result.price = try ProductChanges.minorUnits(amount, currency)
        }
        result.stock = stock.applied(to: content.stock)
        result.isActive = isActive ?? content.isActive
        result.url = url.applied(to: content.url)
        result.imageURL = imageURL.applied(to: content.imageURL)
        result.source = .catalogue
        return result
    }

    private static func minorUnits(_ amount: DecimalNumber, _ currency: Currency) throws(InvalidRequest) -> Int64 {
        if let units = amount.minorUnits(decimals: currency.decimals) { return units }
        throw InvalidRequest([
            FieldError(
                pointer: "/price", code: "field.decimals",
                detail: "must have at most \(currency.decimals) decimals, as \(currency.code) has")
        ])
    }
}

/// A product as a caller or a file tells it: new, or with changes to the one that is known.
package struct ProductInput: ObjectInput, RequestInput {
    package static let typeName: String? = "ProductInput"

    let sku: String
    let changes: ProductChanges

    package init(sku: String, changes: ProductChanges) {
        self.sku = sku
        self.changes = changes
    }

    package init(_ fields: ObjectReader) {
        sku = fields.required(ProductFields.sku)
        changes = ProductChanges(fields)
    }

    package init(_ request: RequestReader) {
        self.init(request.body)
    }
}
