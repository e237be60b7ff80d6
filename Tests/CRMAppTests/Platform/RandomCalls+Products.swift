import HTTPTypes

/// Calls about products, which order lines of the other calls make known, too.
extension RandomCalls {
    mutating func productCall(pause: Int64) -> Call {
        let path = "/api/customers/products"
        let sku = "p\(number(6))"
        switch number(8) {
        case 0: return Call(method: .put, path: "\(path)/\(sku)", body: "{\(fields())}", pause: pause)
        case 1: return Call(method: .delete, path: "\(path)/\(sku)", pause: pause)
        case 2, 3:
            let change = pick([#""stock": \#(number(9))"#, #""adjustBy": -\#(number(9))"#, #""stock": null"#, ""])
            let more = change.isEmpty ? "" : ", " + change
            return Call(
                method: .post, path: "\(path)/stock", body: #"{"changes": [{"sku": "\#(sku)"\#(more)}]}"#, pause: pause)
        case 4:
            let filter = pick(["q=P", "q=%C3%A4", "inStock=true", "isActive=false", "source=order", "category=Tee"])
            let sort = pick(["name", "-price", "stock", "-sku", "createdAt"])
            return Call(method: .get, path: "\(path)?\(filter)&sort=\(sort)&limit=4", pause: pause)
        case 5:
            let lines = (0..<(1 + number(5))).map { _ in product("p\(number(6))") }.joined(separator: "\n")
            return Call(method: .post, path: path, body: lines, type: "application/x-ndjson", pause: pause)
        default: return Call(method: .post, path: path, body: product(sku), pause: pause)
        }
    }

    private mutating func product(_ sku: String) -> String {
        let more = fields()
        return #"{"sku": "\#(sku)"\#(more.isEmpty ? "" : ", " + more)}"#
    }

    private mutating func fields() -> String {
        let fields = [
            #""name": \#(pick([#""Äpfel""#, #""apple's""#, "null", #""""#]))"#, #""category": "Tee""#,
            #""price": \#(pick(["3.5", "0", "1e2", "2.005", "null"]))"#, #""stock": \#(pick(["-3", "7", "null"]))"#,
            #""isActive": \#(pick(["true", "false"]))"#, #""url": "\#(pick(["https://x.example/ü", "x"]))""#,
        ]
        return fields.filter { _ in chance(35) }.joined(separator: ", ")
    }
}
