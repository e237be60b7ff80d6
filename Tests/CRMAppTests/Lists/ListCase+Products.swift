/// Lists of this area.
extension ListCase {
    private static let products = "/api/customers/products"

    static let productCases: [ListCase] = productSorts.flatMap { $0 } + productFilters

    private static let productSorts: [[ListCase]] = [
        both(products, "createdAt", "products_by_creation"),
        both(products, "updatedAt", "products_by_change"),
        both(products, "sku", "products_by_sku"),
        both(products, "name", "products_by_name"),
        both(products, "price", "products_by_price"),
        both(products, "stock", "products_by_stock"),
    ]

    private static let productFilters: [ListCase] = [
        ListCase(products, "q=p77", nil, isSorted: true),
        ListCase(products, "q=name77&isActive=true", nil, isSorted: true),
        ListCase(products, "category=rare", "products_by_category"),
        ListCase(products, "brand=rare", "products_by_brand"),
        ListCase(products, "source=order", "products_by_source"),
        ListCase(products, "isActive=false", "products_by_end"),
        ListCase(products, "isActive=true", "products_by_creation"),
        ListCase(products, "inStock=false", "products_by_lack"),
        ListCase(products, "inStock=true", "products_by_creation"),
        ListCase(products, "category=rare&sort=price", nil, isSorted: true),
        ListCase(products, "createdAfter=2023-11-14T22:14:00Z", "products_by_creation"),
        ListCase(products, "createdBefore=2023-11-14T22:14:00Z", "products_by_creation"),
        ListCase(products, "updatedAfter=2023-11-15T20:00:00Z&sort=updatedAt", "products_by_change"),
    ]
}
