import CRMCore
import CRMTesting
import HTTPTypes
import Testing

@testable import CRMCommerce

/// Programs: made, listed, changed, removed.
@Suite struct LoyaltyProgramTests {
    private static let path = TestShop.programs

    @Test(arguments: TestBackend.allCases)
    func `a program of a name alone has the defaults of the rest`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let made = try await shop.post(Self.path, #"{"name": "Beans"}"#)
            let id = made.json["id"]?.string ?? ""
            #expect(made.status == 201)
            #expect(
                made.text == """
                    {"id":"\(id)","name":"Beans","description":null,"programType":"points","pointMultiplier":1,\
                    "minimumPurchase":0,"pointExpiryDays":null,"pendingDays":0,"tiers":[],"rewards":[],\
                    "isActive":true,"startsAt":null,"endsAt":null,"version":1,\
                    "createdAt":"2026-03-15T12:00:00Z","updatedAt":"2026-03-15T12:00:00Z"}
                    """)
            #expect(try await shop.get("\(Self.path)/\(id)").text == made.text)
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `every term is kept as it is told, tiers by their thresholds`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.program(
                "Club",
                """
                "programType": "tier", "pointMultiplier": 1.25, "minimumPurchase": 9.5, "pointExpiryDays": 365,
                "pendingDays": 14, "description": "For friends",
                "tiers": [{"name": "Gold", "threshold": 1000, "multiplier": 2, "benefits": ["Free delivery"]},
                          {"name": "Bronze", "threshold": 0}],
                "rewards": [{"id": "cup", "name": "Cup", "cost": 500, "kind": "product"},
                            {"name": "Five off", "cost": 300, "kind": "amount", "value": 5}],
                "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2027-01-01T00:00:00Z"
                """)
            let program = try await shop.get("\(Self.path)/\(id)").json
            #expect(program["pointMultiplier"]?.text == "1.25" && program["minimumPurchase"]?.text == "9.5")
            #expect(
                program["tiers"]?.text == """
                    [{"name":"Bronze","threshold":0,"multiplier":1,"benefits":[]},\
                    {"name":"Gold","threshold":1000,"multiplier":2,"benefits":["Free delivery"]}]
                    """)
            let rewards = program["rewards"]?.elements ?? []
            #expect(rewards.map { $0["name"]?.string } == ["Cup", "Five off"])
            #expect(rewards.first?["id"] == "cup" && rewards.last?["id"]?.string?.count == 36)
            #expect(rewards.last?["value"]?.text == "5")
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `a change counts a version, null clears, and a reward of a known name keeps its id`(
        _ backend: TestBackend
    ) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.program(
                "Club", #""pointExpiryDays": 30, "rewards": [{"name": "Cup", "cost": 5}]"#)
            let path = "\(Self.path)/\(id)"
            let reward = try await shop.get(path).json["rewards"]?.elements.first?["id"]
            let changed = try await shop.put(
                path, #"{"pointExpiryDays": null, "rewards": [{"name": "Cup", "cost": 6}, {"name": "Mug", "cost": 1}]}"#
            )
            #expect(changed.json["version"] == 2 && changed.json["pointExpiryDays"] == .null)
            #expect(changed.json["rewards"]?.elements.first?["id"] == reward)
            let same = try await shop.put(
                path, #"{"name": "Club", "rewards": [{"name": "Cup", "cost": 6}, {"name": "Mug", "cost": 1}]}"#)
            #expect(same.json["version"] == 2, "nothing changed")
            let cleared = try await shop.put(path, #"{"rewards": null, "tiers": null, "isActive": false}"#)
            #expect(cleared.json["rewards"] == [] && cleared.json["isActive"] == false)
            #expect(try await shop.put(path, #"{"isActive": null}"#).faults == ["/isActive field.type"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `all mistakes are told at once`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let wrong = try await shop.post(
                Self.path,
                """
                {"programType": "stamps", "pointMultiplier": -1, "pointExpiryDays": 0, "pendingDays": 1.5,
                 "tiers": [{"name": "A", "threshold": 1}, {"name": "A", "threshold": 2}],
                 "rewards": [{"name": "Cup", "cost": 0}], "color": "red"}
                """)
            #expect(
                wrong.faults.sorted() == [
                    "/color field.unknown", "/name field.required", "/pendingDays field.range",
                    "/pointExpiryDays field.range", "/pointMultiplier field.range", "/programType field.unknown_value",
                    "/rewards/0/cost field.range", "/tiers field.duplicate",
                ])
            let late = try await shop.post(
                Self.path,
                """
                {"name": "A", "minimumPurchase": 1.005, "startsAt": "2026-05-01T00:00:00Z",
                 "endsAt": "2026-05-01T00:00:00Z"}
                """)
            #expect(late.faults == ["/minimumPurchase field.decimals", "/endsAt field.conflict"])
            let id = try await shop.program("B", #""startsAt": "2026-05-01T00:00:00Z""#)
            let early = try await shop.put("\(Self.path)/\(id)", #"{"endsAt": "2026-04-01T00:00:00Z"}"#)
            #expect(early.faults == ["/endsAt field.conflict"])
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `names are unique, and what is unknown or another account's is a 404`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            let id = try await shop.program("Café")
            #expect(try await shop.post(Self.path, #"{"name": "CAFE"}"#).code == "loyalty.name_taken")
            let other = try await shop.program("Tea")
            #expect(try await shop.put("\(Self.path)/\(other)", #"{"name": "cafe"}"#).code == "loyalty.name_taken")
            for key in [shop.key, shop.otherKey] {
                let path = "\(Self.path)/\(key == shop.key ? "none" : id)"
                #expect(try await shop.get(path, key: key).code == "loyalty.unknown_program")
                #expect(try await shop.put(path, "{}", key: key).status == 404)
                #expect(try await shop.send(.delete, path, key: key).status == 404)
            }
        }
    }

    @Test(arguments: TestBackend.allCases)
    func `programs are listed by type, state and time`(_ backend: TestBackend) async throws {
        try await TestShop.with(backend) { shop in
            for (name, fields) in [("A", #""programType": "vip""#), ("B", #""isActive": false"#), ("C", "")] {
                shop.clock.advance(milliseconds: 1)
                _ = try await shop.program(name, fields)
            }
            #expect(try await shop.listed(Self.path, "name") == ["C", "B", "A"])
            #expect(try await shop.listed("\(Self.path)?sort=name&limit=2", "name") == ["A", "B"])
            #expect(try await shop.listed("\(Self.path)?programType=vip", "name") == ["A"])
            #expect(try await shop.listed("\(Self.path)?isActive=true", "name") == ["C", "A"])
            #expect(
                try await shop.listed("\(Self.path)?createdAfter=2026-03-15T12:00:00.002Z", "name") == ["C"])
        }
    }

    @Test func `the tier follows from the points ever earned`() {
        var terms = LoyaltyTerms(name: "Club")
        #expect(terms.tier(at: 5) == nil && terms.tier(above: 5) == nil)
        terms.tiers = [10, 20].map {
            LoyaltyTier(name: "T\($0)", threshold: $0, multiplier: DecimalNumber(integer: 1), benefits: [])
        }
        #expect([0, 9, 10, 19, 20, 99].map { terms.tier(at: $0)?.name } == [nil, nil, "T10", "T10", "T20", "T20"])
        #expect([0, 9, 10, 19, 20].map { terms.tier(above: $0)?.name } == ["T10", "T10", "T20", "T20", nil])
    }
}
