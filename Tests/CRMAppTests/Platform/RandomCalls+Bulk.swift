import HTTPTypes

extension RandomCalls {
    /// A call about bulk actions; trials only, since what is kept has ids of its own on each database.
    mutating func bulk(pause: Int64) -> Call {
        let path = "/api/customers/profiles/bulk"
        if chance(30) {
            let query = pick(["", "?sort=updatedAt", "?action=archive", "?state=queued&limit=3", "?state=none"])
            return Call(method: .get, path: path + query, pause: pause)
        }
        let action = pick([
            #""action": "archive""#, #""action": "set_status", "status": "vip""#, #""action": "add_tag""#,
            #""action": "add_tag", "tag": "\#(pick(["VIP", "vïp", "B"]))""#, #""action": "remove_tag", "tag": "b""#,
            #""action": "set_do_not_contact", "doNotContact": true"#,
        ])
        let selection = pick([
            #"{"customerIds": ["\#(customer())", "nobody", "\#(customer())"]}"#, #"{"filter": {}}"#,
            #"{"filter": {"q": "a", "customerType": "retail"}}"#, #"{"filter": {"tag": "vip"}}"#, "{}",
        ])
        return Call(
            method: .post, path: path, body: "{\(action), \"selection\": \(selection), \"dryRun\": true}", pause: pause)
    }
}
