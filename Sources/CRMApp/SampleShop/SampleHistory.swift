import CRMCore

/// Lives through the days of the shop, customer by customer.
struct SampleHistory {
    private let seed: UInt64
    private let firstDay: CalendarDay
    private let lastDay: CalendarDay
    /// The last millisecond of the last day.
    private let closing: Instant
    private let currency: Currency
    private let calendar: DayCalendar
    private var people = SamplePeople()
    private var drafts: [SampleOrderDraft] = []
    private(set) var customers: [SampleCustomer] = []

    private static let habitWeights = SampleHabit.all.map(\.weight)
    /// New customers a day at the end for each one at the beginning.
    private static let growth = 2.4
    /// What customers come for, with the weights of the choice.
    private static let favourites: [(category: SampleProduct.Category, weight: Double)] = [
        (.coffee, 62), (.tea, 28), (.kitchen, 10),
    ]
    /// Companies that give their first order by telephone.
    private static let firstOrderByPhoneShare = 0.6
    /// From the sign-up to the first order, in minutes.
    private static let checkoutMinutes = 2...25
    /// Signed up and never bought.
    private static let onlookerShare = 0.05
    private static let firstOrderNumber = 1001
    private static let daysPerYear = 365.0
    private static let minute: Int64 = 60_000
    /// Stream of the draws that belong to no customer.
    private static let arrivalStream = UInt64.max

    init(seed: UInt64, lastDay: CalendarDay, currency: Currency, calendar: DayCalendar) {
        self.seed = seed
        self.lastDay = lastDay
        self.currency = currency
        self.calendar = calendar
        firstDay = lastDay.advanced(days: 1 - SampleShop.openDays)
        closing = calendar.start(of: lastDay.advanced(days: 1)).advanced(milliseconds: -1)
    }

    /// When each customer signs up, in order: more with every month, fewer in summer, most before Christmas.
    func arrivals(count: Int) -> [Instant] {
        var random = SampleRandom(seed: seed, stream: SampleHistory.arrivalStream)
        var cumulated: [Double] = []
        var sum = 0.0
        for offset in 0..<SampleShop.openDays {
            let progress = Double(offset) / Double(SampleShop.openDays)
            let demand = SampleSeason.demand(on: firstDay.advanced(days: offset), for: .retail)
            sum += demand * (1 + (SampleHistory.growth - 1) * progress)
            cumulated.append(sum)
        }
        var offset = 0
        let instants = (0..<count).map { index in
            // One draw from each of `count` equal parts: no month is empty by chance.
            let position = sum * (Double(index) + random.unit()) / Double(count)
            while offset < cumulated.count - 1, cumulated[offset] < position { offset += 1 }
            let day = firstDay.advanced(days: offset)
            return moment(on: day, channel: .web, kind: .retail, random: &random)
        }
        return instants.sorted()
    }

    mutating func addCustomer(at index: Int, arriving arrival: Instant) {
        var random = SampleRandom(seed: seed, stream: UInt64(index))
        let habit = SampleHabit.all[random.weightedIndex(SampleHistory.habitWeights)]
        let favourite = SampleHistory.favourites[random.weightedIndex(SampleHistory.favourites.map(\.weight))].category
        let customer = people.customer(
            at: index, kind: habit.kind, favourite: favourite, createdAt: arrival, on: calendar.day(of: arrival),
            random: &random)
        customers.append(customer)
        guard !random.chance(SampleHistory.onlookerShare) else { return }
        let basket = SampleBasket(habit: habit, favourite: favourite, currency: currency)
        for visit in visits(of: customer, habit: habit, random: &random) {
            let lines = basket.lines(on: visit.day, random: &random)
            drafts.append(
                SampleOrderDraft(
                    customerIndex: index, customerId: customer.customerId, placedAt: visit.instant,
                    channel: visit.channel, lines: lines, closing: closing, random: &random))
        }
    }

    /// The orders with their numbers, in the order of time.
    func ordersInTime() -> [SampleOrder] {
        let sorted = drafts.sorted { left, right in
            (left.placedAt, left.customerIndex) < (right.placedAt, right.customerIndex)
        }
        return sorted.enumerated().map { index, draft in
            draft.order(number: SampleHistory.firstOrderNumber + index, currency: currency)
        }
    }
}

// MARK: - When a customer buys

extension SampleHistory {
    private struct Visit {
        let day: CalendarDay
        let instant: Instant
        let channel: SampleOrder.Channel
    }

    /// At most one a day. The gaps are exponential, thinned by the demand of the day; after each order the customer may
    /// leave for good.
    private func visits(of customer: SampleCustomer, habit: SampleHabit, random: inout SampleRandom) -> [Visit] {
        let rate =
            habit.ordersPerYear / SampleHistory.daysPerYear * random.gamma(shape: habit.rateShape) / habit.rateShape
        let leaving = random.beta(habit.leave.a, habit.leave.b)
        var visits = [firstVisit(of: customer, random: &random)].filter { $0.day <= lastDay }
        guard let first = visits.first, !random.chance(leaving) else { return visits }
        var position = Double(first.day.number)
        var previous = first.day
        while true {
            position += random.exponential() / (rate * SampleSeason.peak)
            guard position < Double(lastDay.number + 1) else { return visits }
            let day = CalendarDay(number: Int(position.rounded(.down)))
            let demand = SampleSeason.demand(on: day, for: customer.kind)
            guard day > previous, random.chance(demand / SampleSeason.peak) else { continue }
            let channel = channel(of: customer, random: &random)
            let instant = moment(on: day, channel: channel, kind: customer.kind, random: &random)
            visits.append(Visit(day: day, instant: instant, channel: channel))
            previous = day
            if random.chance(leaving) { return visits }
        }
    }

    /// People sign up in order to buy; companies take some days and order in office hours.
    private func firstVisit(of customer: SampleCustomer, random: inout SampleRandom) -> Visit {
        if customer.kind == .retail {
            let pause = Int64(random.integer(in: SampleHistory.checkoutMinutes)) * SampleHistory.minute
            let instant = min(customer.createdAt.advanced(milliseconds: pause), closing)
            let channel: SampleOrder.Channel = customer.source == .marketplace ? .marketplace : .web
            return Visit(day: calendar.day(of: instant), instant: instant, channel: channel)
        }
        var day = calendar.day(of: customer.createdAt).advanced(days: 1)
        while !random.chance(SampleSeason.demand(on: day, for: customer.kind) / SampleSeason.peak) {
            day = day.advanced(days: 1)
        }
        let instant = moment(on: day, channel: .phone, kind: customer.kind, random: &random)
        let isByPhone = random.chance(SampleHistory.firstOrderByPhoneShare)
        return Visit(day: day, instant: instant, channel: isByPhone ? .phone : .web)
    }

    private func channel(of customer: SampleCustomer, random: inout SampleRandom) -> SampleOrder.Channel {
        let weights: [Double] =
            switch (customer.kind, customer.source) {
            case (.retail, .marketplace): [25, 5, 68, 2]
            case (.retail, _): [74, 19, 4, 3]
            default: [58, 6, 0, 36]
            }
        return SampleOrder.Channel.allCases[random.weightedIndex(weights)]
    }

    private func moment(
        on day: CalendarDay, channel: SampleOrder.Channel, kind: SampleCustomer.Kind, random: inout SampleRandom
    ) -> Instant {
        let hour = random.weightedIndex(SampleSeason.hours(of: channel, for: kind))
        let seconds = Int64(hour * 3600 + random.integer(in: 0...3599))
        let local = Int64(day.number) * Instant.millisecondsPerDay + seconds * 1000
        return min(calendar.instant(local: Instant(milliseconds: local)), closing)
    }
}
