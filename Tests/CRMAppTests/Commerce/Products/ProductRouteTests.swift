import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@Suite struct ProductRouteTests {
    private static let path = "/api/customers/products"

    @Test(arguments: TestBackend.allCases)
    func `a product is told, told again, changed and removed`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try await shop.post(
                Self.path,
                """
                {"sku": "tea-1", "name": "Tea, green", "category": "Tea", "brand": "Leaf", "price": 12.5, "stock": 7,
                "url": "https://shop.example/tea?x=1", "imageUrl": "http://shop.example/tea.jpg"}
                """)
            #expect(made.status == 201)
            #expect(
                made.text == """
                    {"sku":"tea-1","name":"Tea, green","category":"Tea","brand":"Leaf","price":12.5,"currency":"USD",\
                    "stock":7,"isActive":true,"url":"https://shop.example/tea?x=1",\
                    "imageUrl":"http://shop.example/tea.jpg","source":"catalogue","version":1,\
                    "createdAt":"2026-03-15T12:00:00Z","updatedAt":"2026-03-15T12:00:00Z"}
                    """)
            shop.clock.set("2026-03-16T12:00:00Z")
            let same = try await shop.post(Self.path, #"{"sku": "tea-1", "price": 12.50, "isActive": true}"#)
            #expect(same.status == 200)
            #expect(same.text == made.text, "what changes nothing leaves version and time alone")
            let again = try await shop.post(Self.path, #"{"sku": "tea-1", "stock": null, "brand": "Bush"}"#)
            #expect(again.status == 200)
            #expect(again.json["name"] == "Tea, green", "what is left out stays")
            #expect(again.json["stock"] == .null)
            #expect(again.json["version"] == 2)
            #expect(again.json["updatedAt"] == "2026-03-16T12:00:00Z")
            let changed = try await shop.put("\(Self.path)/tea-1", #"{"price": null, "isActive": false}"#)
            #expect(changed.json["price"] == .null)
            #expect(changed.json["isActive"] == false)
            #expect(changed.json["brand"] == "Bush")
            #expect(try await shop.get("\(Self.path)/tea-1").text == changed.text)
            #expect(try await shop.send(.delete, "\(Self.path)/tea-1").text == changed.text)
            for reply in [
                try await shop.get("\(Self.path)/tea-1"), try await shop.put("\(Self.path)/tea-1", "{}"),
                try await shop.send(.delete, "\(Self.path)/tea-1"),
            ] {
                #expect(reply.status == 404)
                #expect(reply.code == "products.unknown")
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what a product may hold is told with a pointer, and nothing goes in`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let reply = try await shop.post(
                Self.path,
                """
                {"name": "", "price": -1, "stock": 1.5, "isActive": "yes", "url": "ftp://x", "imageUrl": "https://a b",
                "colour": "red"}
                """)
            #expect(reply.status == 400)
            #expect(
                reply.faults == [
                    "/sku field.required", "/name field.format", "/price field.range", "/stock field.range",
                    "/isActive field.type", "/url field.format", "/imageUrl field.format", "/colour field.unknown",
                ])
            let cents = try await shop.post(Self.path, #"{"sku": "a", "price": 1.005}"#)
            #expect(cents.faults == ["/price field.decimals"])
            #expect(try await shop.get(Self.path).json["total"] == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `ids of any kind are reached, and those of another account are not`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let skus = [("a/b?c", "a%2Fb%3Fc"), ("Ä 1", "%C3%84%201"), ("stock", "%73tock"), ("'", "'")]
            for (sku, _) in skus { _ = try await shop.post(Self.path, #"{"sku": "\#(sku)"}"#) }
            for (sku, encoded) in skus {
                #expect(try await shop.get("\(Self.path)/\(encoded)").json["sku"]?.string == sku)
                #expect(try await shop.get("\(Self.path)/\(encoded)", key: shop.otherKey).status == 404)
            }
            #expect(try await shop.get(Self.path, key: shop.otherKey).json["total"] == 0)
            let made = try await shop.post(Self.path, #"{"sku": "'", "name": "own"}"#, key: shop.otherKey)
            #expect(made.status == 201)
            #expect(try await shop.get("\(Self.path)/'").json["name"] == .null)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `of many lines the good ones go in, in their order`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            _ = try await shop.post(Self.path, #"{"sku": "a", "stock": 1}"#)
            let lines = [
                #"{"sku": "b", "stock": 2}"#, #"{"sku": "b", "name": "B"}"#, #"{"sku": "a", "stock": 1}"#,
                #"{"sku": "c", "price": 0.001}"#, #"{"stock": 1}"#, #"{"sku": "a", "isActive": false}"#,
            ]
            let reply = try await shop.send(
                .post, Self.path, body: lines.joined(separator: "\n"), type: "application/x-ndjson")
            #expect(
                reply.text == """
                    {"created":1,"updated":2,"unchanged":1,"failed":2,"errors":[{"line":4,"pointer":"/price",\
                    "code":"field.decimals","detail":"must have at most 2 decimals, as USD has"},\
                    {"line":5,"pointer":"/sku","code":"field.required","detail":"is required"}]}
                    """)
            let list = try await shop.get("\(Self.path)?sort=sku").json["data"]?.elements ?? []
            #expect(list.map { $0["sku"]?.string } == ["a", "b"])
            #expect(list.map { $0["isActive"] } == [false, true])
            #expect(list.map { $0["name"] } == [.null, "B"])
            #expect(list.map { $0["version"] } == [2, 1])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `the catalogue is found by the beginning of SKU or name, by category, brand, state and stock`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            for body in [
                #"{"sku": "AB-1", "name": "Écru shirt", "category": "Shirts", "brand": "Own", "stock": 3}"#,
                #"{"sku": "AB-2", "name": "Blue shirt", "category": "Shirts", "stock": 0, "isActive": false}"#,
                #"{"sku": "CD-1", "name": "ab initio", "category": "Books", "stock": -2, "price": 5}"#,
                #"{"sku": "CD-2", "price": 4}"#,
            ] { #expect(try await shop.post(Self.path, body).status == 201) }
            func skus(_ query: String) async throws -> [String] {
                let reply = try await shop.get("\(Self.path)?sort=sku&\(query)")
                #expect(reply.status == 200, "\(reply.text)")
                let skus = reply.json["data"]?.elements.compactMap { $0["sku"]?.string } ?? []
                #expect(reply.json["total"]?.number == String(skus.count))
                return skus
            }
            #expect(try await skus("q=ab") == ["AB-1", "AB-2", "CD-1"])
            #expect(try await skus("q=ECRU") == ["AB-1"])
            #expect(try await skus("q=shirt") == [])
            #expect(try await skus("q=%25") == [])
            #expect(try await skus("category=Shirts&isActive=true") == ["AB-1"])
            #expect(try await skus("brand=Own") == ["AB-1"])
            #expect(try await skus("isActive=false") == ["AB-2"])
            #expect(try await skus("inStock=true") == ["AB-1"])
            #expect(try await skus("inStock=false") == ["AB-2", "CD-1"])
            #expect(try await skus("source=order") == [])
            let byPrice = try await shop.get("\(Self.path)?sort=-price").json["data"]?.elements ?? []
            #expect(byPrice.prefix(2).map { $0["sku"]?.string } == ["CD-1", "CD-2"], "without a price last")
        }
    }
}
