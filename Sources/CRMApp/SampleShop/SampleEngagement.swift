package import CRMCore

/// What goes on around the orders of a sample shop: newsletters and questions, visits and reviews, points, notes. It draws
/// from streams of its own, so that customers and orders are what they are without it.
package struct SampleEngagement: Sendable, Equatable {
    /// By `customerId`, from the first day on.
    package let tags: [String: [String]]
    /// In the order of time.
    package let events: [SampleEvent]
    package let segments: [SampleSegment]
    package let stock: [SampleStock]

    /// Tells the streams from those of customers and orders.
    private static let salt: UInt64 = 0x5EED_0FED_0FE4_6A6E
    /// Stream of the draws that belong to no customer.
    private static let shopStream = UInt64.max

    /// `lastDay` is that of the shop, and `seed` may be.
    package init(
        seed: UInt64, shop: SampleShop, endingOn lastDay: CalendarDay, currency: Currency, calendar: DayCalendar
    ) {
        let seed = seed ^ SampleEngagement.salt
        let closing = calendar.start(of: lastDay.advanced(days: 1)).advanced(milliseconds: -1)
        let letters = SampleNewsletter.all(endingOn: lastDay, calendar: calendar)
        let orders = Dictionary(grouping: shop.orders, by: \.customerId)
        var tags: [String: [String]] = [:]
        var events: [SampleEvent] = []
        for (index, customer) in shop.customers.enumerated() {
            var life = SampleLife(
                customer: customer, orders: orders[customer.customerId] ?? [], closing: closing, calendar: calendar,
                random: SampleRandom(seed: seed, stream: UInt64(index)))
            life.live(newsletters: letters)
            if !life.tags.isEmpty { tags[customer.customerId] = life.tags }
            events += life.events
        }
        self.tags = tags
        // The sort is stable: what a customer does at the same moment stays in its order.
        self.events = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
        segments = SampleEngagement.segments(of: shop.customers)
        var random = SampleRandom(seed: seed, stream: SampleEngagement.shopStream)
        stock = SampleProduct.catalogue.map { product in
            SampleStock(
                product: product, price: product.price(in: currency),
                pieces: SampleEngagement.pieces(of: product, random: &random))
        }
    }

    /// Some are sold out, some nearly.
    private static func pieces(of product: SampleProduct, random: inout SampleRandom) -> Int {
        switch random.weightedIndex([5, 12, 83]) {
        case 0: 0
        case 1: random.integer(in: 1...5)
        default: random.integer(in: 12...60) * (product.isWholesale ? 4 : 1)
        }
    }

    private static func segments(of customers: [SampleCustomer]) -> [SampleSegment] {
        func ids(_ matches: (SampleCustomer) -> Bool) -> [String] { customers.filter(matches).map(\.customerId) }
        return [
            SampleSegment(
                name: "Trade", description: "Cafés, offices and whoever sells on",
                members: ids { $0.kind != .retail }),
            SampleSegment(
                name: "Tea drinkers", description: "Invited to the first flush tasting",
                members: ids { customer in
                    customer.attributes.contains { attribute in
                        guard attribute.name == "favouriteDrink", case .text(let drink) = attribute.value else {
                            return false
                        }
                        return drink.hasSuffix("tea")
                    }
                }),
            SampleSegment(
                name: "December birthdays", description: "Gets the Advent calendar early",
                members: ids { $0.birthday?.civil.month == 12 }),
        ]
    }
}

/// A letter to everybody who wants it.
struct SampleNewsletter {
    let campaign: String
    let subject: String
    let sentAt: Instant

    /// Months before the last day of which there are letters.
    private static let months = 6
    private static let hour: Int64 = 10
    private static let subjects = [
        "New year, new roast", "Cacao weather", "Spring harvest is here", "First flush Darjeeling",
        "Iced coffee, three ways", "Cold brew season", "Back from the farms", "A quieter decaf", "Autumn blends",
        "Brewing better at home", "Gifts that ship in time", "The Advent calendar",
    ]

    /// On the first Tuesday of each of the last months, in the order of time.
    static func all(endingOn lastDay: CalendarDay, calendar: DayCalendar) -> [SampleNewsletter] {
        var letters: [SampleNewsletter] = []
        var day = lastDay
        while letters.count < months {
            let (year, month, date) = day.civil
            if date <= 7, SampleSeason.weekday(of: day) == 1 {
                let local = Int64(day.number) * Instant.millisecondsPerDay + hour * 3_600_000
                letters.append(
                    SampleNewsletter(
                        campaign: "newsletter-\(year)-\(month < 10 ? "0" : "")\(month)", subject: subjects[month - 1],
                        sentAt: calendar.instant(local: Instant(milliseconds: local))))
            }
            day = day.advanced(days: -1)
        }
        return letters.reversed()
    }
}
