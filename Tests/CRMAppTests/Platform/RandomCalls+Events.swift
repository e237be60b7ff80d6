import HTTPTypes

/// Calls about interactions and NPS, whose answers hold no id of the server's making.
extension RandomCalls {
    mutating func eventCall(pause: Int64) -> Call {
        let customer = pick(["c", "'"]) + String(number(6))
        switch number(6) {
        case 0, 1: return lines("/api/customers/interactions", (0..<(1 + number(8))).map { _ in interaction() }, pause)
        case 2: return lines("/api/customers/nps", (0..<(1 + number(8))).map { _ in answer() }, pause)
        case 3:
            let filter = pick(["", "customerId=\(customer)", "sku=s1", "occurredAfter=2026-02-01", "rating=9"])
            return Call(method: .get, path: "/api/customers/interactions/ratings?\(filter)", pause: pause)
        case 4:
            let period = pick(["", "days=30", "from=2026-01-01", "from=2026-02-30", "to=2026-03-01&days=400"])
            return Call(method: .get, path: "/api/customers/nps/score?\(period)", pause: pause)
        default:
            let body = #"{"userId": "shop-1", "customerId": "\#(customer)"}"#
            return Call(method: .post, path: "/api/customers/analytics", body: body, pause: pause)
        }
    }

    private func lines(_ path: String, _ lines: [String], _ pause: Int64) -> Call {
        Call(
            method: .post, path: path, body: lines.joined(separator: "\n"), type: "application/x-ndjson", pause: pause)
    }

    private mutating func interaction() -> String {
        var members = [
            #""customerId": "\#(customer())""#, #""eventId": "\#(pick(["e", "É"]))\#(number(30))""#,
            #""interactionType": "\#(pick(["visit", "review", "support", "return", "custom", "purchase"]))""#,
        ]
        let fields = [
            #""occurredAt": "2026-0\#(1 + number(4))-1\#(number(9))T0\#(number(9)):30:00+02:00""#,
            #""rating": \#(number(7))"#, #""value": \#(pick(["1.50", "-2", "0.0001", "1e3"]))"#,
            #""name": \#(pick([#""cart""#, #""Ümlaut""#, "null"]))"#, #""sku": "s\#(number(3))""#,
            #""text": "\#(pick(["gut", "a\\nb"]))""#,
            #""properties": {"b": \#(pick(["1.50", "null", "-0.0"])), "ä": ["x"]}"#,
        ]
        for field in fields where chance(40) { members.append(field) }
        return "{" + members.joined(separator: ", ") + "}"
    }

    private mutating func answer() -> String {
        var members = [#""customerId": "\#(customer())""#, #""score": \#(number(12))"#]
        let fields = [
            #""eventId": "a\#(number(30))""#, #""comment": "ß""#,
            #""answeredAt": "2026-0\#(1 + number(4))-1\#(number(9))T0\#(number(9)):30:00Z""#,
        ]
        for field in fields where chance(60) { members.append(field) }
        return "{" + members.joined(separator: ", ") + "}"
    }
}
