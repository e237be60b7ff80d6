import CRMCore

/// What one customer and the shop have to do with one another beside the orders.
struct SampleLife {
    let customer: SampleCustomer
    /// In the order of time.
    let orders: [SampleOrder]
    /// The last millisecond of the last day.
    let closing: Instant
    let calendar: DayCalendar
    var random: SampleRandom
    private(set) var tags: [String] = []
    private(set) var events: [SampleEvent] = []

    private static let hour: Int64 = 3_600_000
    private static let memberShare = 0.45
    private static let preferenceShare = 0.12
    private static let withdrawalShare = 0.07
    private static let visitShare = 0.55
    private static let reviewShare = 0.14
    private static let answerShare = 0.22
    private static let questionShare = 0.02
    private static let noteShare = (retail: 0.03, trade: 0.3)

    init(
        customer: SampleCustomer, orders: [SampleOrder], closing: Instant, calendar: DayCalendar, random: SampleRandom
    ) {
        self.customer = customer
        self.orders = orders
        self.closing = closing
        self.calendar = calendar
        self.random = random
    }

    mutating func live(newsletters: [SampleNewsletter]) {
        tag()
        let wantsLetters = decide()
        read(newsletters.filter { letter in wantsLetters.map { $0.contains(letter.sentAt) } ?? false })
        for order in orders { accompany(order) }
        answer()
        note()
        collect()
    }

    /// Adds an event, unless it would lie behind the shop's last moment.
    private mutating func add(_ what: SampleEvent.What, at moment: Instant) {
        guard moment <= closing else { return }
        events.append(SampleEvent(customerId: customer.customerId, at: moment, what: what))
    }

    private mutating func later(_ moment: Instant, days: ClosedRange<Int>) -> Instant {
        let hours = random.integer(in: days.lowerBound * 24...days.upperBound * 24)
        return moment.advanced(milliseconds: Int64(hours) * SampleLife.hour)
    }

    private mutating func tag() {
        if customer.kind == .distributor || random.chance(0.04) { tags.append("Invoice") }
        if random.chance(0.05) { tags.append("Market stall") }
        if customer.kind == .retail, random.chance(0.08) { tags.append("Gift buyer") }
    }

    // MARK: Consents and letters

    /// Whether and how long newsletters are wanted; nil: never.
    private mutating func decide() -> Range<Instant>? {
        let isPreferring = random.chance(SampleLife.preferenceShare)
        let preferences = SamplePreferences(
            messagesPerWeek: random.integer(in: 1...3), hasQuietNights: random.chance(0.5))
        if isPreferring { add(.preferences(preferences), at: customer.createdAt) }
        let end = closing.advanced(milliseconds: 1)
        switch random.weightedIndex([58, 14, 28]) {
        case 0:
            add(.consent(.granted), at: customer.createdAt)
            let leaving = later(customer.createdAt, days: 30...500)
            guard random.chance(SampleLife.withdrawalShare), leaving <= closing else {
                return customer.createdAt..<end
            }
            add(.consent(.withdrawn), at: leaving)
            return customer.createdAt..<leaving
        case 1:
            add(.consent(.denied), at: customer.createdAt)
            return nil
        default: return nil
        }
    }

    private static let statuses: [(status: SampleMessage.Status, weight: Double)] = [
        (.sent, 4), (.delivered, 46), (.opened, 34), (.clicked, 14), (.bounced, 2),
    ]

    private mutating func read(_ newsletters: [SampleNewsletter]) {
        for letter in newsletters {
            let status = SampleLife.statuses[random.weightedIndex(SampleLife.statuses.map(\.weight))].status
            let message = SampleMessage(
                isInbound: false, subject: letter.subject, text: "Hello \(customer.firstName), here is what is new.",
                status: status, campaign: letter.campaign)
            add(.message(message), at: letter.sentAt)
        }
    }

    // MARK: Around an order

    private mutating func accompany(_ order: SampleOrder) {
        if order.channel == .web, random.chance(SampleLife.visitShare) {
            let minutes = Int64(random.integer(in: 1...9))
            let visit = SampleInteraction(kind: .visit, sku: order.lines.first?.sku, rating: nil, text: nil)
            // Not before the customer was there.
            add(
                .interaction(visit),
                at: max(customer.createdAt, order.placedAt.advanced(milliseconds: -minutes * 60_000)))
        }
        for refund in order.refunds {
            let back = SampleInteraction(
                kind: .productReturn, sku: order.lines.first?.sku, rating: nil, text: refund.reason)
            add(.interaction(back), at: refund.refundedAt)
        }
        if !order.refunds.isEmpty || random.chance(SampleLife.questionShare) { ask(about: order) }
        let reviewed = later(order.updatedAt, days: 2...20)
        if order.status == .fulfilled, random.chance(SampleLife.reviewShare) { review(order, at: reviewed) }
    }

    private mutating func ask(about order: SampleOrder) {
        let asked = later(order.placedAt, days: 1...3)
        let isReturn = !order.refunds.isEmpty
        let subject = "Order \(order.orderId)"
        let question = isReturn ? "Something is wrong with my order, can you help?" : "When will my order arrive?"
        let answer = isReturn ? "We are sorry, and have seen to it." : "It is on its way."
        add(.interaction(SampleInteraction(kind: .support, sku: nil, rating: nil, text: question)), at: asked)
        add(
            .message(
                SampleMessage(isInbound: true, subject: subject, text: question, status: .delivered, campaign: nil)),
            at: asked)
        add(
            .message(
                SampleMessage(
                    isInbound: false, subject: "Re: \(subject)", text: answer, status: .opened, campaign: nil)),
            at: later(asked, days: 0...1))
    }

    private static let reviews = [
        ["Arrived broken.", "Not what I had hoped for."], ["A little stale.", "Too dear for what it is."],
        ["It is all right.", "Good, but the parcel took its time."], ["Lovely, would buy again.", "Very good."],
        ["The best I have had at home!", "Wonderful, thank you.", "Every morning from now on."],
    ]

    private mutating func review(_ order: SampleOrder, at moment: Instant) {
        let line = random.pick(order.lines)
        let rating = 1 + random.weightedIndex([3, 4, 10, 30, 53])
        let text = random.pick(SampleLife.reviews[rating - 1])
        let review = SampleInteraction(
            kind: .review, sku: line.sku, rating: rating, text: random.chance(0.6) ? text : nil)
        add(.interaction(review), at: moment)
    }

    // MARK: Answers and notes

    private static let comments = [
        "The parcels take too long.", "Good coffee, dear postage.", "I tell all my friends.",
    ]

    private mutating func answer() {
        let fulfilled = orders.filter { $0.status == .fulfilled }
        guard random.chance(SampleLife.answerShare), !fulfilled.isEmpty else { return }
        let score = random.weightedIndex([1, 1, 1, 2, 2, 4, 6, 12, 20, 23, 28])
        let comment = SampleLife.comments[score < 7 ? 0 : score < 9 ? 1 : 2]
        let asked = later(random.pick(fulfilled).updatedAt, days: 5...30)
        add(.answer(score: score, comment: random.chance(0.4) ? comment : nil), at: asked)
    }

    private static let notes: [(kind: SampleNote.Kind, title: String, content: String)] = [
        (.internal, "Delivery", "Leave parcels with the neighbour at number 4."),
        (.followUp, "Call back", "Wants to hear about the new roast."),
        (.complaint, "Late parcel", "Waited two weeks; sent a bag of House Blend."),
        (.compliment, "Praise", "Wrote that the Sencha is the best in town."),
        (.followUp, "Machine", "Asked for advice about a grinder."),
    ]

    private mutating func note() {
        let share = customer.kind == .retail ? SampleLife.noteShare.retail : SampleLife.noteShare.trade
        guard random.chance(share) else { return }
        let template = random.pick(SampleLife.notes)
        let moment = later(customer.createdAt, days: 1...90)
        let reminding = template.kind == .followUp ? later(moment, days: 3...60) : nil
        let isDone = random.chance(0.7)
        let isPinned = random.chance(0.1)
        let note = SampleNote(
            title: template.title, content: template.content, kind: template.kind, isPinned: isPinned,
            remindAt: reminding, completedAt: reminding != nil && isDone ? moment : nil)
        add(.note(note), at: moment)
    }

    // MARK: Points

    private mutating func collect() {
        guard customer.kind == .retail, random.chance(SampleLife.memberShare) else { return }
        var purse = SamplePurse()
        for order in orders where order.isQualifying {
            let day = calendar.day(of: order.placedAt)
            if random.chance(SampleClub.spendingShare), purse.spend(SampleClub.reward, on: day) {
                add(.redeemed(points: SampleClub.reward), at: order.placedAt)
            }
            let points = SampleClub.points(for: order)
            guard points > 0 else { continue }
            purse.earn(points, on: day)
            add(.earned(points: points, orderId: order.orderId), at: order.placedAt)
        }
    }
}
