import HTTPTypes

extension RandomCalls {
    /// A call about analytics.
    mutating func analytics(pause: Int64) -> Call {
        let path = "/api/customers/analytics"
        switch number(6) {
        case 0, 1:
            return Call(
                method: .post, path: path, body: #"{"userId": "shop-1", "customerId": "\#(customer())"}"#, pause: pause)
        case 2:
            let sort = pick([
                "totalSpent", "-predictedValue", "churnRisk", "-churnRisk", "healthScore", "-calculatedAt",
            ])
            return Call(method: .get, path: "\(path)?userId=shop-1&sort=\(sort)&limit=5", pause: pause)
        case 3:
            let days = pick(["", "&days=90", "&days=0"])
            return Call(method: .get, path: "\(path)/churn?customerId=c\(number(6))\(days)", pause: pause)
        case 4:
            let period = pick([
                "", "?from=2025-06-01", "?from=2026-02-01&to=2026-09-30", "?from=2027-01-01&to=2026-01-01",
            ])
            return Call(method: .get, path: "\(path)/\(pick(["summary", "cohorts"]))\(period)", pause: pause)
        default:
            return Call(
                method: .put, path: "\(path)/settings", body: #"{"churnHorizonDays": \#(number(200))}"#, pause: pause)
        }
    }
}
