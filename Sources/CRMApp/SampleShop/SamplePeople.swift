import CRMCore

/// Makes up the people behind the customers.
struct SamplePeople {
    private var contacts = SampleContacts()

    private static let cultureWeights = SampleCulture.all.map(\.weight)
    private static let firstCustomerNumber = 10_001
    private static let phoneShare = 0.74
    private static let birthdayShare = 0.56
    private static let ages = 19.0...88.0
    /// Days of a year of the Gregorian calendar.
    private static let daysPerYear = 365.2425

    mutating func customer(
        at index: Int, kind: SampleCustomer.Kind, favourite: SampleProduct.Category, createdAt: Instant,
        on day: CalendarDay, random: inout SampleRandom
    ) -> SampleCustomer {
        let culture = SampleCulture.all[random.weightedIndex(SamplePeople.cultureWeights)]
        let place = random.pick(culture.places)
        let (first, last) = (random.pick(culture.firstNames), random.pick(culture.lastNames))
        let hasPhone = kind != .retail || random.chance(SamplePeople.phoneShare)
        return SampleCustomer(
            customerId: "C-\(SamplePeople.firstCustomerNumber + index)", firstName: first, lastName: last,
            email: contacts.email(first: first, last: last, random: &random),
            phone: hasPhone ? place.phonePlan.flatMap { contacts.phone(of: $0) } : nil,
            companyName: companyName(of: last, kind: kind, random: &random), kind: kind,
            source: source(of: kind, random: &random), language: place.language, timeZone: place.timeZone,
            birthday: kind == .retail ? birthday(before: day, random: &random) : nil,
            attributes: attributes(of: kind, favourite: favourite, random: &random), createdAt: createdAt)
    }

    private func source(of kind: SampleCustomer.Kind, random: inout SampleRandom) -> SampleCustomer.Source {
        let weights: [Double] = kind == .retail ? [62, 20, 18] : [58, 4, 38]
        return SampleCustomer.Source.allCases[random.weightedIndex(weights)]
    }

    private func birthday(before day: CalendarDay, random: inout SampleRandom) -> CalendarDay? {
        guard random.chance(SamplePeople.birthdayShare) else { return nil }
        let years = min(max(43 + 14 * random.normal(), SamplePeople.ages.lowerBound), SamplePeople.ages.upperBound)
        return day.advanced(days: -Int((years + random.unit()) * SamplePeople.daysPerYear))
    }

    private static let companyWords = [
        "Harbour", "Lantern", "Juniper", "Old Mill", "Sparrow", "Copper", "Northside", "Olive", "Tandem", "Marigold",
        "Riverside", "Foxglove", "Compass", "Linden", "Saffron", "Driftwood", "Hazel", "Station", "Meridian", "Cedar",
    ]

    private func companyName(of last: String, kind: SampleCustomer.Kind, random: inout SampleRandom) -> String? {
        let word = random.pick(SamplePeople.companyWords)
        switch kind {
        case .retail: return nil
        case .wholesale:
            return random.pick([
                "Café \(word)", "The \(word) Coffee House", "\(word) Bakery", "\(last) & Daughters", "Hotel \(word)",
                "\(word) Coworking", "\(last)'s Delicatessen", "Tea Room \(word)",
            ])
        case .distributor:
            return random.pick([
                "\(last) Trading", "\(word) Foodservice", "\(last) & \(word) Imports", "\(word) Supply",
            ])
        }
    }

    private func attributes(
        of kind: SampleCustomer.Kind, favourite: SampleProduct.Category, random: inout SampleRandom
    ) -> [SampleAttribute] {
        guard kind == .retail else {
            let days = ["Monday", "Tuesday", "Wednesday", "Thursday"]
            return [
                SampleAttribute(name: "deliveryDay", value: .text(random.pick(days))),
                SampleAttribute(name: "locations", value: .number(1 + random.geometric(mean: 0.8, limit: 11))),
                SampleAttribute(name: "ownEspressoMachine", value: .flag(random.chance(0.7))),
            ]
        }
        let drinks =
            favourite == .tea ? ["black tea", "green tea", "herbal tea"] : ["espresso", "filter", "cold brew"]
        return [
            SampleAttribute(name: "favouriteDrink", value: .text(random.pick(drinks))),
            SampleAttribute(name: "householdSize", value: .number(1 + random.geometric(mean: 1.3, limit: 5))),
            SampleAttribute(name: "grindsAtHome", value: .flag(random.chance(favourite == .tea ? 0.1 : 0.45))),
        ]
    }
}
