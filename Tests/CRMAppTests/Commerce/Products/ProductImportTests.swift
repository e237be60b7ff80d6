import CRMCore
import CRMGovernance
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMPlatform

@Suite struct ProductImportTests {
    private static let path = "/api/customers/products"

    /// `sku|name|category|brand|price|stock|isActive|imageUrl` of every product.
    private static func products(_ shop: TestShop) async throws -> [String] {
        let list = try await shop.get("\(path)?sort=sku").json["data"]?.elements ?? []
        return list.map { product in
            ["sku", "name", "category", "brand", "price", "stock", "isActive", "imageUrl"].map { field in
                switch product[field] {
                case .string(let text)?: text
                case .number(let text)?: text
                case .bool(let truth)?: truth ? "yes" : "no"
                default: "-"
                }
            }.joined(separator: "|")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a file of any origin makes and changes products, and empty cells keep what is known`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            _ = try await shop.post(Self.path, #"{"sku": "a", "name": "Old", "brand": "Own", "stock": 3}"#)
            let done = try await shop.importing(
                "products",
                """
                SKU;Name;Category;Price;Stock;Is_Active;URL
                a;New;;1.200,50;;no;
                b;"Tea,
                green";Tea;0,5;-2;;https://x.example/b
                b;;;;7;;
                c;;;0,005;;;
                d;;;;1,5;;
                ;x;;;;;
                e;;;;;maybe;
                f;;;;;;x
                """)
            #expect(done.format == "generic")
            #expect(done.counts == [1, 2, 0, 0, 5])
            #expect(
                done.places == ["6 Price", "7 Stock", "8 SKU", "9 Is_Active", "10 URL"], "\(done.places)")
            #expect(
                try await Self.products(shop) == [
                    "a|New|-|Own|1200.5|3|no|-", "b|Tea, green|Tea|-|0.5|7|yes|-",
                ])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `Shopify's variants are products, named as its orders name them`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let done = try await shop.importing(
                "products",
                """
                Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,\
                Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,\
                Image Src,Image Position,Variant Image,Status
                shirt,Shirt,<p>x</p>,Own,Apparel > Shirts,Shirts,,TRUE,Colour,Red,Size,M,S-RM,shopify,4,19.90,\
                https://x.example/1.jpg,1,,active
                shirt,,,,,,,,,Blue,,L,S-BL,,0,21,,,https://x.example/2.jpg,
                shirt,,,,,,,,,,,,,,,,https://x.example/3.jpg,2,,
                mug,Mug,,,Home > Mugs,,,TRUE,Title,Default Title,,,MUG,shopify,-1,5,,,,draft
                gift,Card,,,,,,TRUE,Title,Default Title,,,,,,5,,,,active
                """)
            #expect(done.format == "shopify-products")
            #expect(done.counts == [2, 0, 0, 0, 1], "\(done.places)")
            #expect(done.places == ["6 Variant SKU"])
            #expect(
                try await Self.products(shop) == [
                    "MUG|Mug|Home > Mugs|-|5|-1|no|-",
                    "S-BL|Shirt - Blue / L|Shirts|Own|21|-|yes|https://x.example/2.jpg",
                    "S-RM|Shirt - Red / M|Shirts|Own|19.9|4|yes|https://x.example/1.jpg",
                ])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `WooCommerce's products come in by their SKUs`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let done = try await shop.importing(
                "products",
                """
                ID,Type,SKU,Name,Published,Is featured?,In stock?,Stock,Sale price,Regular price,Categories,Images,Brands
                1,simple,W-1,Tee,1,0,1,12,,15.5,"Clothing > Tees, Sale","https://x.example/1.jpg, https://x.example/2.jpg",Own
                2,variation,W-2,Tee - Red,-1,0,1,,,16,,,
                3,simple,,No id,1,0,1,,,16,,,
                4,simple,W-4,Odd,2,0,1,,,16,,,
                """)
            #expect(done.format == "woocommerce-products")
            #expect(done.counts == [2, 0, 0, 0, 2])
            #expect(done.places == ["4 SKU", "5 Published"])
            #expect(
                try await Self.products(shop) == [
                    "W-1|Tee|Clothing > Tees|Own|15.5|12|yes|https://x.example/1.jpg", "W-2|Tee - Red|-|-|16|-|no|-",
                ])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `an undo brings back what was there, and keeps what was changed since`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for sku in ["a", "b"] {
                _ = try await shop.post(
                    Self.path, #"{"sku": "\#(sku)", "name": "N", "price": 2.5, "stock": null, "isActive": false}"#)
            }
            try await shop.order("o1", "ann", "2026-03-01T00:00:00Z", "5", #""lines": [{"sku": "c", "unitPrice": 5}]"#)
            let before = try await Self.products(shop)
            let done = try await shop.imported(
                "sku,name,stock,is_active\na,A,1,yes\nb,B,2,yes\nc,C,3,yes\nd,D,4,yes\ne,E,5,yes\n", kind: "products")
            #expect(done["created"] == 2 && done["updated"] == 3, "\(done.text)")
            _ = try await shop.put("\(Self.path)/b", #"{"stock": 9}"#)
            _ = try await shop.send(.delete, "\(Self.path)/e")
            let undone = try await shop.undone(try #require(done["id"]?.string))
            let undo = try #require(undone["undo"])
            #expect(undo["removed"] == 1 && undo["restored"] == 2 && undo["kept"] == 2, "\(undo.text)")
            let after = try await Self.products(shop)
            #expect(after == [before[0], "b|B|-|-|2.5|9|yes|-", before[2]])
            #expect(try await shop.get("\(Self.path)/c").json["source"] == "order")
        }
    }

    @Test(arguments: TestBackend.allCases, [ExportFormat.csv, .ndjson])
    func `what is exported and taken in again is exported with the same bytes`(
        _ backend: TestBackend, _ format: ExportFormat
    ) async throws {
        try await TestShop.with(backend, currency: "KWD") { shop in
            for body in [
                #"{"sku": "=1+1", "name": "@SUM(A1), \"x\"", "category": "-a", "brand": "+b", "price": 1.234}"#,
                #"{"sku": "'7", "name": "'=x", "stock": -3, "isActive": false, "url": "https://x.example/?a=1,2"}"#,
                #"{"sku": "ü 5"}"#,
            ] { #expect(try await shop.post(Self.path, body).status == 201) }
            let file = try await shop.exported("products", format)
            try await TestShop.with(backend, currency: "KWD") { other in
                if format == .csv {
                    #expect(try await other.importing("products", file).counts == [3, 0, 0, 0, 0])
                } else {
                    let reply = try await other.send(.post, Self.path, body: file, type: "application/x-ndjson")
                    #expect(reply.json["created"] == 3, "\(reply.text)")
                }
                #expect(try await other.exported("products", format) == file)
            }
            let filtered = try await shop.exported("products", .ndjson, filters: [("isActive", "false")])
            #expect(filtered.split(separator: "\n").count == 1)
        }
    }
}
