import HTTPTypes

/// Calls about preferences and permission, whose answers hold no id of the server's making.
extension RandomCalls {
    mutating func contactCall(pause: Int64) -> Call {
        // The ids of random customers stand in queries as they are percent-encoded.
        let customer = pick(["c", "'"]) + String(number(6))
        switch number(6) {
        case 0: return Call(method: .get, path: "/api/customers/preferences?customerId=\(customer)", pause: pause)
        case 1:
            let question = "channel=\(pick(["email", "sms", "fax"]))&purpose=\(pick(["service", "marketing"]))"
            let path = "/api/customers/preferences/permission?customerId=\(customer)&\(question)"
            return Call(method: .get, path: path, pause: pause)
        case 2: return Call(method: .get, path: "/api/customers/notes?customerId=\(customer)", pause: pause)
        case 3:
            let kinds = pick(["order", "rfm,profile", "order,refund,profile,rfm", "nothing"])
            let path = "/api/customers/timeline?customerId=\(customer)&kind=\(kinds)&limit=\(1 + number(9))"
            return Call(method: .get, path: path, pause: pause)
        case 4:
            let query = pick(["status=sent", "direction=up", "channel=sms", "sort=-sentAt&cursor="])
            let path = "/api/customers/communications?userId=shop-1&customerId=\(customer)&\(query)"
            return Call(method: .get, path: path, pause: pause)
        default:
            return Call(
                method: .put, path: "/api/customers/preferences", body: preferences(of: customer), pause: pause)
        }
    }

    private mutating func preferences(of customer: String) -> String {
        var members = [#""customerId": "\#(customer)""#]
        let fields = [
            #""marketingEmails": \#(pick(["true", "false"]))"#, #""gdprConsent": \#(pick(["true", "false"]))"#,
            #""doNotContact": \#(pick(["true", "false", "false"]))"#,
            #""timeZone": \#(pick([#""Asia/Tokyo""#, #""Nowhere""#, "null"]))"#,
            #""quietHoursStart": "2\#(number(4)):30", "quietHoursEnd": "0\#(number(9)):00""#,
            #""topics": [{"topic": "\#(pick(["news", "Ümlaut"]))", "subscribed": \#(pick(["true", "false"]))}]"#,
            #""maxMessagesPerWeek": \#(pick(["3", "null", "-1"]))"#,
        ]
        for field in fields where chance(40) { members.append(field) }
        return "{" + members.joined(separator: ", ") + "}"
    }
}
