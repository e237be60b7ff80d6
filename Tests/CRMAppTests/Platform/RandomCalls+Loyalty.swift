import HTTPTypes

/// Calls about loyalty. Programs have ids of the server's making: what is booked under one is of the other tests.
extension RandomCalls {
    mutating func loyalty(pause: Int64) -> Call {
        let programs = "/api/customers/loyalty-programs"
        switch number(4) {
        case 0:
            let fields = pick([
                "", #", "pointMultiplier": 0.12345"#, #", "tiers": [{"name": "A", "threshold": -1}]"#,
                #", "minimumPurchase": 1.001"#, #", "endsAt": "soon""#,
            ])
            return Call(
                method: .put, path: "\(programs)/none", body: #"{"name": "\#(customer())"\#(fields)}"#, pause: pause)
        case 1:
            return Call(
                method: .get, path: "\(programs)?\(pick(["", "sort=name", "programType=tier", "isActive=1"]))",
                pause: pause)
        case 2:
            let query = pick(["", "&customerId=c1", "&loyaltyProgramId=x", "&sort=-totalPoints&cursor="])
            return Call(method: .get, path: "/api/customers/loyalty-points?userId=shop-1\(query)", pause: pause)
        default:
            let body = """
                {"userId": "shop-1", "customerId": "\(customer())", "loyaltyProgramId": "none",
                 "action": "\(pick(["add", "redeem", "spend"]))", "points": \(pick(["1", "0", "2.0", "1e3", "0.5"]))}
                """
            return Call(method: .post, path: "/api/customers/loyalty-points", body: body, pause: pause)
        }
    }
}
