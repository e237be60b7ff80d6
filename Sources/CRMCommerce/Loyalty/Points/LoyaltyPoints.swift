package import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of loyalty points. Whatever changes a wallet first books what the days since have made of it, so that the
/// ledger is in the order in which things came to be.
package struct LoyaltyPoints {
    let work: Work
    let store: LoyaltyStore
    private let programs: LoyaltyProgramStore
    private let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = LoyaltyStore(work)
        programs = LoyaltyProgramStore(work)
        directory = CustomerDirectory(work)
    }

    // MARK: Service functions

    /// The points that the customer can spend at this moment, in one program or in all of them together; 0 for who is in
    /// none. Throws ``UnknownCustomer`` and ``LoyaltyError/unknownProgram``.
    package func getCustomerLoyaltyPoints(_ customerID: CustomerID, _ loyaltyProgramID: String? = nil) throws -> Int {
        let customer = try directory.key(of: customerID)
        let program = try loyaltyProgramID.map { try programs.program($0).key }
        return try store.availablePoints(of: customer, in: program)
    }

    /// Adds points to the customer's wallet, which the first points open; true, since whatever stands against it is thrown
    /// as ``LoyaltyError``, ``UnknownCustomer`` or, for a number out of bounds, ``InvalidRequest``.
    @discardableResult
    package func addLoyaltyPoints(_ customerID: CustomerID, _ points: Int, _ loyaltyProgramID: String) throws -> Bool {
        _ = try add(points, to: customerID, in: loyaltyProgramID)
        return true
    }

    /// Takes points from the customer's wallet; false when there are fewer to spend, and nothing has changed. Whatever else
    /// stands against it is thrown, as by ``addLoyaltyPoints(_:_:_:)``.
    @discardableResult
    package func redeemLoyaltyPoints(
        _ customerID: CustomerID, _ loyaltyProgramID: String, _ points: Int
    ) throws -> Bool {
        do {
            // Days that were booked are undone with the refusal, and booked again with the next change.
            try work.session.savepoint { _ = try redeem(points, from: customerID, in: loyaltyProgramID) }
            return true
        } catch LoyaltyError.insufficientPoints {
            return false
        }
    }

    // MARK: Booking

    /// Adds points, which the first time enrols the customer; gives the wallet as it is then.
    package func add(
        _ points: Int, to customerID: CustomerID, in programID: String, _ note: LoyaltyNote = LoyaltyNote()
    ) throws -> CustomerLoyaltyPoints {
        let points = try checked(points)
        let (customer, program) = try locked(customerID, programID)
        try program.terms.checkEarning(at: work.now)
        let known = try store.locked(customer, in: program)
        var wallet = try known ?? store.enrol(customer, in: program)
        try settle(&wallet)
        guard wallet.entries < LoyaltyLimits.entries else { throw LoyaltyError.walletFull }
        guard wallet.balance.total + points <= LoyaltyLimits.total else { throw LoyaltyError.tooManyPoints }
        let draft = earning(points, program.terms, note)
        try store.record([draft], in: &wallet)
        try store.open(draft, in: wallet)
        wallet.dueDay = min(wallet.dueDay, draft.nextDay)
        wallet.lastActivityAt = work.now
        if known == nil { try store.insertPoints(wallet) } else { try store.updatePoints(wallet) }
        return try store.points(of: wallet.key)
    }

    /// Takes points that can be spent, those first that expire first. Throws ``LoyaltyError/insufficientPoints(_:)`` when
    /// there are fewer, and ``LoyaltyError/notEnrolled`` when the customer never had any.
    package func redeem(
        _ points: Int, from customerID: CustomerID, in programID: String, _ note: LoyaltyNote = LoyaltyNote()
    ) throws -> CustomerLoyaltyPoints {
        let points = try checked(points)
        let (customer, program) = try locked(customerID, programID)
        try program.terms.checkRedeeming(at: work.now)
        guard var wallet = try store.locked(customer, in: program) else { throw LoyaltyError.notEnrolled }
        try settle(&wallet)
        guard wallet.balance.available >= points else {
            throw LoyaltyError.insufficientPoints(wallet.balance.available)
        }
        let draft = LoyaltyEntryDraft(
            kind: .redeem, points: points, effect: LoyaltyEffect(available: -points), day: work.today,
            allocations: try store.take(points, from: wallet), note: note)
        try store.record([draft], in: &wallet)
        wallet.lastActivityAt = work.now
        try store.updatePoints(wallet)
        return try store.points(of: wallet.key)
    }

    private func checked(_ points: Int) throws -> Int64 {
        guard LoyaltyLimits.points.contains(points) else {
            let bounds = LoyaltyLimits.points
            let detail = "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            throw InvalidRequest([FieldError(pointer: "/points", code: "field.range", detail: detail)])
        }
        return Int64(points)
    }

    /// The customer, kept from other transactions, and the program.
    private func locked(_ customerID: CustomerID, _ programID: String) throws -> (CustomerKey, LoyaltyProgram) {
        let customer = try directory.lockedKey(of: customerID)
        return (customer, try programs.program(programID))
    }

    private func earning(_ points: Int64, _ terms: LoyaltyTerms, _ note: LoyaltyNote) -> LoyaltyEntryDraft {
        let availableOn = work.today.advanced(days: terms.pendingDays)
        let isPending = terms.pendingDays > 0
        return LoyaltyEntryDraft(
            kind: .earn, points: points,
            effect: LoyaltyEffect(available: isPending ? 0 : points, pending: isPending ? points : 0),
            day: work.today, availableOn: availableOn,
            expiresOn: terms.pointExpiryDays.map { availableOn.advanced(days: $0) }, note: note)
    }

    // MARK: The passing of days

    /// Books what has become of the wallet's points by today: pending ones that can be spent, then those that are past
    /// their last day, day by day.
    func settle(_ wallet: inout LoyaltyWallet) throws {
        guard wallet.dueDay <= work.today else { return }
        let activating = try store.activating(wallet, by: work.today).map { lot in
            LoyaltyEntryDraft(
                kind: .activate, points: lot.remaining,
                effect: LoyaltyEffect(available: lot.remaining, pending: -lot.remaining), day: lot.availableOn,
                subject: lot.lot)
        }
        let expiring = Dictionary(grouping: try store.expiring(wallet, by: work.today), by: \.expiresOn).map {
            day, lots in
            let points = lots.reduce(0) { $0 + $1.remaining }
            return LoyaltyEntryDraft(
                kind: .expire, points: points, effect: LoyaltyEffect(available: -points), day: day,
                allocations: lots.map { LoyaltyAllocation(lot: $0.lot, points: $0.remaining) })
        }
        // The sort keeps equals in their order: of one day, what becomes available stands before what expires.
        let drafts = (activating + expiring.sorted { $0.day < $1.day }).enumerated()
            .sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
        try store.record(drafts, in: &wallet)
        if !drafts.isEmpty { try store.passDays(of: wallet, through: work.today) }
        wallet.dueDay = try store.firstDueDay(of: wallet)
    }

    /// Settles the next wallets that are due, at most `limit`; gives how many there were.
    package func settleDue(limit: Int = LoyaltyLimits.walletsPerStep) throws -> Int {
        let due = try store.due(limit: limit)
        try directory.lock(due.compactMap(\.customer))
        var known: [Int64: LoyaltyProgram] = [:]
        for (key, programKey, _) in due.sorted(by: { $0.wallet < $1.wallet }) {
            let program = try known[programKey] ?? programs.program(programKey)
            known[programKey] = program
            guard var wallet = try store.locked(key, in: program) else { continue }
            try settle(&wallet)
            try store.updatePoints(wallet)
        }
        return due.count
    }
}

extension LoyaltyEntryDraft {
    /// The first day on which something becomes of the points that it brings in.
    fileprivate var nextDay: CalendarDay {
        if effect.pending > 0, let availableOn { return availableOn }
        return expiresOn ?? LoyaltyWallet.never
    }
}

extension LoyaltyTerms {
    /// Throws why nothing is earned in the program at the moment.
    func checkEarning(at now: Instant) throws(LoyaltyError) {
        try checkRedeeming(at: now)
        if let endsAt, now >= endsAt { throw .programEnded }
    }

    /// Throws why nothing is redeemed in the program at the moment. What was earned can be redeemed after its end.
    func checkRedeeming(at now: Instant) throws(LoyaltyError) {
        guard isActive else { throw .programInactive }
        if let startsAt, now < startsAt { throw .programNotStarted }
    }
}
