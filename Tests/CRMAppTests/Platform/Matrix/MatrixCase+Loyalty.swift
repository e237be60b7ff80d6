import CRMApp
import CRMCore

/// Loyalty programs and points.
extension MatrixCase {
    private static let points = TestShop.points

    static let loyalty = MatrixCase(
        things: [
            Thing(paths: ["\(TestShop.programs)/{id}"], fields: ["loyaltyProgramId"]) { shop, n in
                try await shop.program("Program \(n)", #""description": "for all""#)
            }
        ],
        examples: [
            Example(
                operation: "POST \(TestShop.programs)",
                body: #"{"name": "Program new #", "rewards": [{"id": "reward-#", "name": "Cup", "cost": 5}]}"#,
                chosen: ["id"]),
            Example(
                operation: "PUT \(TestShop.programs)/{id}",
                body: #"{"description": "other", "rewards": [{"name": "Mug", "cost": 5}]}"#, chosen: ["id"]),
            Example(operation: "POST \(points)", body: #"{"action": "add", "points": 5, "reason": "thanks"}"#),
            Example(operation: "POST \(points)", body: #"{"action": "redeem", "points": 5}"#) { shop, ids in
                _ = try await shop.book(
                    "add", 10, ids["customerId", default: ""], in: ids["loyaltyProgramId", default: ""])
            },
        ],
        fill: { shop in
            // A night has gone by over somebody's points: the account's chain holds them.
            try await shop.customer("fill-points")
            let program = try await shop.program("Program sealed")
            try await shop.book("add", 10, "fill-points", in: program)
            _ = try await shop.shop.settleLoyalty(shop.account)
        })
}
