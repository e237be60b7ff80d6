import CRMCore

/// Products and their stock.
extension MatrixCase {
    private static let path = "/api/customers/products"

    static let products = MatrixCase(
        things: [
            Thing(paths: ["\(path)/{sku}"], fields: ["POST \(path)/stock sku"]) { shop, n in
                _ = try await shop.post(
                    path, #"{"sku": "sku-\#(n)", "name": "Beans", "category": "coffee", "brand": "Leaf", "stock": 5}"#)
                return "sku-\(n)"
            }
        ],
        examples: [
            Example(operation: "POST \(path)", body: #"{"sku": "sku-new-#", "name": "Tea"}"#, chosen: ["sku"]),
            Example(operation: "POST \(path)", body: #"{"sku": "sku-new-#"}"#, isLine: true, chosen: ["sku"]),
            Example(operation: "POST \(path)/stock", body: #"{"changes": [{"sku": "ID", "adjustBy": 2}]}"#),
            Example(operation: "PUT \(path)/{sku}", body: #"{"name": "Cocoa"}"#),
        ])
}
