import CRMApp
import CRMCore
import CRMDatabase
import CRMGovernance
import CRMPlatform
import CRMTesting
import HTTPTypes
import Testing

/// The endpoints of imports.
@Suite(.timeLimit(.minutes(5)))
struct ImportRouteTests {
    @Test(arguments: TestBackend.allCases)
    func `a file is looked at, mapped, taken in and told about`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.newImport(#""fileName": "shop.csv", "dayOrder": "dmy""#)
            let csv =
                "Order No;Customer;Order Date;Amount\n1;ada;07/02/2026;12,50\n2;bob;08/02/2026;x\n3;ada;09/02/2026;3\n"
            let file = try await shop.upload(id, csv, type: "application/octet-stream")
            #expect(file.status == 200 && file.json["import"]?["state"] == "ready", "\(file.text)")
            #expect(file.json["encoding"] == "utf-8" && file.json["delimiter"] == "semicolon")
            #expect(
                file.json["header"]?.elements.compactMap(\.string) == ["Order No", "Customer", "Order Date", "Amount"])
            #expect(file.json["rows"]?.elements.count == 3 && file.json["rows"]?.elements[0]["line"] == 2)
            #expect(file.json["missing"]?.elements.compactMap(\.string) == ["customer_id", "placed_at", "total"])
            let proposed = try #require(file.json["proposedMapping"])
            #expect(proposed["placed_at"] == "Order Date" && proposed["total"] == "Amount")
            let early = try await shop.verb(id, "start")
            #expect(early.status == 409 && early.code == "import.missing_columns")
            #expect(early.json["detail"]?.string?.contains("customer_id, placed_at, total") == true)
            let changed = try await shop.put(
                "/api/imports/\(id)", #"{"dayOrder": "dmy", "decimalMark": "comma", "mapping": \#(proposed.text)}"#)
            #expect(changed.status == 200 && changed.json["decimalMark"] == "comma", "\(changed.text)")
            #expect(try await shop.get("/api/imports/\(id)/file").json["missing"]?.elements == [])
            #expect(try await shop.verb(id, "start").status == 200)
            await shop.workOff()
            let done = try await shop.importState(id)
            #expect(done["state"] == "succeeded" && done["rows"] == 3 && done["created"] == 2 && done["failed"] == 1)
            #expect(done["bytesDone"] == done["bytesTotal"] && done["resumed"] == 0 && done["findings"] == 1)
            let errors = try await shop.get("/api/imports/\(id)/errors")
            #expect(errors.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(errors.text.contains("3,Amount,not a number"))
            #expect(try await shop.profile("ada")["totalSpent"]?.number == "15.5")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `what is no file of text is refused and leaves nothing behind`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.newImport()
            #expect(try await shop.upload(id, "a,b\n1,2\n", type: "application/json").status == 415)
            let packed = try await shop.upload(id, "x", headers: [.contentEncoding: "gzip"])
            #expect(packed.status == 415 && packed.code == "request.content_encoding")
            #expect(try await shop.upload(id, "").code == "csv.empty")
            let rubbish = String(repeating: "\u{1}\u{2}\u{3}x", count: 500)
            #expect(try await shop.upload(id, rubbish).code == "csv.not_text")
            #expect(try await shop.upload(id, "PK\u{3}\u{4}").code == "csv.not_text")
            #expect(try await shop.importState(id)["state"] == "waiting_for_file")
            #expect(try await shop.count("import_chunks") == 0)
            #expect(try await shop.verb(id, "start").code == "import.no_file")
            #expect(try await shop.get("/api/imports/\(id)/file").code == "import.no_file")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a second upload takes the place of the first, piece by piece`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.newImport()
            let long = orderFile(60_000)
            #expect(long.utf8.count > 2 * ImportLimits.chunkBytes)
            #expect(try await shop.upload(id, long).status == 200)
            #expect(try await shop.count("import_chunks") == long.utf8.count / ImportLimits.chunkBytes + 1)
            #expect(try await shop.importState(id)["bytesTotal"] == .number("\(long.utf8.count)"))
            let second = orderFile(3)
            #expect(try await shop.upload(id, second).status == 200)
            #expect(try await shop.count("import_chunks") == 1)
            #expect(try await shop.verb(id, "start").status == 200)
            await shop.workOff()
            #expect(try await shop.importState(id)["created"] == 3)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a header alone is an import of nothing`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let done = try await shop.imported("order_id,customer_id,placed_at,total\n")
            #expect(done["state"] == "succeeded" && done["rows"] == 0 && done["created"] == 0, "\(done.text)")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `wrong settings are refused by name, and changes rest on what was read`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            func create(_ body: String) async throws -> Reply { try await shop.post("/api/imports", body) }
            #expect(try await create(#"{"kind": "lemons"}"#).faults == ["/kind field.unknown_value"])
            #expect(
                try await create(#"{"kind": "orders", "format": "odd"}"#).faults == ["/format field.unknown_value"])
            #expect(
                try await create(#"{"kind": "orders", "mapping": {"colour": "x"}}"#).faults
                    == ["/mapping/colour field.unknown_value"])
            #expect(
                try await create(#"{"kind": "orders", "mapping": {"total": 3}}"#).faults
                    == ["/mapping/total field.format"])
            #expect(
                try await create(#"{"kind": "orders", "delimiter": ","}"#).faults == ["/delimiter field.unknown_value"])
            let id = try await shop.newImport()
            let tag = try #require(try await shop.get("/api/imports/\(id)").headers[.eTag])
            let change = #"{"dryRun": true}"#
            let path = "/api/imports/\(id)"
            #expect(try await shop.send(.put, path, body: change, headers: [.ifMatch: tag]).status == 200)
            #expect(try await shop.send(.put, path, body: change, headers: [.ifMatch: "\"odd\""]).status == 412)
            _ = try await shop.upload(id, "order_id,customer_id,placed_at,total\n")
            _ = try await shop.put(path, #"{"mapping": {"channel": "nowhere"}}"#)
            let start = try await shop.verb(id, "start")
            #expect(start.code == "import.missing_columns" && start.json["detail"]?.string?.contains("channel") == true)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `verbs follow the state`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.newImport()
            #expect(try await shop.verb(id, "cancel").code == "import.not_running")
            #expect(try await shop.verb(id, "undo").code == "import.not_started")
            _ = try await shop.upload(id, orderFile(5))
            #expect(try await shop.verb(id, "start").status == 200)
            #expect(try await shop.verb(id, "start").code == "import.not_editable")
            #expect(try await shop.upload(id, orderFile(5)).code == "import.not_editable")
            #expect(try await shop.count("import_chunks") == 1)
            #expect(try await shop.put("/api/imports/\(id)", "{}").code == "import.not_editable")
            #expect(try await shop.send(.delete, "/api/imports/\(id)").code == "import.live")
            #expect(try await shop.verb(id, "undo").code == "import.live")
            let cancelled = try await shop.verb(id, "cancel")
            #expect(cancelled.status == 200 && cancelled.json["state"] == "cancelled", "it had not begun")
            await shop.workOff()
            #expect(try await shop.count("orders") == 0)
            #expect(try await shop.verb(id, "cancel").status == 200, "twice is as good as once")
            #expect(try await shop.send(.delete, "/api/imports/\(id)").status == 200)
            #expect(try await shop.get("/api/imports/\(id)").status == 404)
            await shop.workOff()
            #expect(try await shop.count("imports") == 0)
            #expect(try await shop.count("import_chunks") == 0)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `another account's import is not there, and each verb needs its scopes`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.newImport()
            _ = try await shop.upload(id, orderFile(5))
            let (path, key) = ("/api/imports/\(id)", shop.otherKey)
            #expect(try await shop.get(path, key: key).status == 404)
            #expect(try await shop.get("\(path)/file", key: key).status == 404)
            #expect(try await shop.get("\(path)/errors", key: key).status == 404)
            #expect(try await shop.put(path, "{}", key: key).status == 404)
            #expect(try await shop.upload(id, "a\n", key: key).status == 404)
            for verb in ["start", "cancel", "undo"] { #expect(try await shop.verb(id, verb, key: key).status == 404) }
            #expect(try await shop.send(.delete, path, key: key).status == 404)
            #expect(try await shop.get("/api/imports", key: key).json["total"] == 0)
            func made(_ scopes: Set<Scope>) async throws -> String {
                try await shop.shop.createKey(shop.account, name: "some", scopes: scopes).key
            }
            let reader = try await made([.importsRead])
            #expect(try await shop.get(path, key: reader).status == 200)
            #expect(try await shop.verb(id, "start", key: reader).status == 403)
            let writer = try await made([.importsWrite])
            #expect(try await shop.verb(id, "start", key: writer).code == "auth.missing_scope")
            #expect(try await shop.post("/api/imports", #"{"kind": "orders"}"#, key: writer).status == 403)
            #expect(try await shop.verb(id, "start", key: try await made([.importsWrite, .ordersWrite])).status == 200)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `imports are listed with filters, pages and a cursor`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await shop.newImport()) }
            _ = try await shop.upload(ids[0], orderFile(1))
            _ = try await shop.verb(ids[0], "start")
            await shop.workOff()
            let done = try await shop.get("/api/imports?state=succeeded")
            #expect(done.json["total"] == 1 && done.json["data"]?.elements[0]["id"]?.string == ids[0])
            #expect(try await shop.get("/api/imports?state=waiting_for_file&kind=orders&limit=2").json["total"] == 4)
            var walked: [String] = []
            var cursor: String? = ""
            while let current = cursor {
                let page = try await shop.get("/api/imports?limit=2&cursor=\(current)")
                walked += page.json["data"]?.elements.compactMap { $0["id"]?.string } ?? []
                cursor = page.json["nextCursor"]?.string
            }
            #expect(walked == ids.reversed())
            #expect(try await shop.get("/api/imports?createdAfter=2026-03-15").json["total"] == 0)
            #expect(try await shop.get("/api/imports?createdBefore=2026-03-16&sort=-updatedAt").json["total"] == 5)
            #expect(try await shop.get("/api/imports?updatedAfter=2026-03-14").json["total"] == 5)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `findings are kept up to a bound, and safe in a spreadsheet`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let bad = ImportLimits.findings + 30
            let rows = (0..<bad).map { "o-\($0),c,2026-02-01,=1+\($0)\n" }.joined()
            let done = try await shop.imported("order_id,customer_id,placed_at,total\n" + rows)
            #expect(done["failed"] == .number("\(bad)") && done["findings"] == .number("\(bad)"))
            let id = try #require(done["id"]?.string)
            let text = try await shop.get("/api/imports/\(id)/errors").text
            #expect(text.contains("'=1+0"))
            #expect(text.contains("only the first \(ImportLimits.findings) of \(bad) findings are kept"))
            #expect(text.split(whereSeparator: \.isNewline).count == ImportLimits.findings + 2)
        }
    }

    @Test func `what other features offer can be imported`() {
        #expect(Features.importers.map(\.name) == Features.all.flatMap(\.importers).map(\.name))
    }

    private typealias Reply = TestShop.Reply
}
