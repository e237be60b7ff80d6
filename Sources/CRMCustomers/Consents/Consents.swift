package import CRMCore
package import CRMPlatform

/// The verbs of consents: the trail, and what follows from it.
package struct Consents {
    let work: Work
    let store: ConsentStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = ConsentStore(work)
        directory = CustomerDirectory(work)
    }

    /// Adds a decision to the trail. What was decided last holds, whenever it was told: preferences and do-not-contact
    /// follow in this transaction.
    package func record(_ draft: ConsentDraft, of customerID: CustomerID) throws -> CustomerConsent {
        let occurredAt = try time(of: draft)
        if draft.purpose == ConsentPurpose.contact, draft.channel != .any {
            throw refusal(
                "/channel", "field.conflict", "must be any with the purpose contact, which is about all of them")
        }
        let customer = try directory.lockedKey(of: customerID)
        let key = try store.append([(customer, draft, occurredAt)])[0]
        try project(draft.purpose, of: customer)
        guard let consent = try store.find(key: key) else { throw ConsentError.unknownConsent }
        return consent
    }

    /// The consent; throws ``ConsentError/unknownConsent``.
    package func consent(_ id: String) throws -> CustomerConsent {
        guard let consent = try store.find(id: id) else { throw ConsentError.unknownConsent }
        return consent
    }

    /// The decisions that match, page by page.
    package func list(_ filter: ConsentFilter, _ listing: Listing) throws -> ListPage<CustomerConsent> {
        var filter = filter
        if let customerID = filter.customerID { filter.customer = try directory.filterKey(customerID) }
        return try store.list(filter, listing)
    }

    /// Adds what was decided elsewhere in the product, as of now. The customer is locked.
    func decide(
        _ isGranted: Bool, _ purpose: String, _ channel: ConsentChannel, of customer: CustomerKey, source: String
    ) throws {
        let standing = try store.standing(of: customer, purpose, [channel, .any])
        try store.append([
            (customer, draft(isGranted, purpose, channel, source, after: standing), time(after: standing))
        ])
        try project(purpose, of: customer)
    }

    /// Puts on the trail that customers are not to be contacted any more, or may be again.
    func follow(_ change: DoNotContactChanged) throws {
        let entries = try change.customers.map { customer in
            let standing = try store.standing(of: customer, ConsentPurpose.contact, [.any])
            let draft = draft(!change.isBlocked, ConsentPurpose.contact, .any, change.source, after: standing)
            return (customer, draft, time(after: standing))
        }
        try store.append(entries)
    }

    private func draft(
        _ isGranted: Bool, _ purpose: String, _ channel: ConsentChannel, _ source: String,
        after standing: StandingDecision?
    ) -> ConsentDraft {
        let refusal: ConsentStatus = standing?.status == .granted ? .withdrawn : .denied
        return ConsentDraft(purpose: purpose, channel: channel, status: isGranted ? .granted : refusal, source: source)
    }

    /// Now, and never before the decision that it replaces: the clock may have been set back.
    private func time(after standing: StandingDecision?) -> Instant {
        max(work.now, standing?.occurredAt ?? work.now)
    }

    private func time(of draft: ConsentDraft) throws -> Instant {
        guard let told = draft.occurredAt, told > work.now else { return draft.occurredAt ?? work.now }
        guard told <= work.now.advanced(milliseconds: ConsentLimits.clockTolerance) else {
            throw refusal("/occurredAt", "field.range", "must not lie ahead: it is when the customer decided")
        }
        return work.now
    }

    private func refusal(_ pointer: String, _ code: String, _ detail: String) -> InvalidRequest {
        InvalidRequest([FieldError(pointer: pointer, code: code, detail: detail)])
    }

    /// Shows what holds where it is read.
    private func project(_ purpose: String, of customer: CustomerKey) throws {
        switch purpose {
        case ConsentPurpose.contact:
            let standing = try store.standing(of: customer, purpose, [.any])
            try ProfileStore(work).setDoNotContact(customer, standing.map { $0.status != .granted } ?? false)
        case ConsentPurpose.marketing, ConsentPurpose.dataProcessing:
            try PreferenceStore(work).save(try standing(of: customer), of: customer)
        default: break
        }
    }

    /// What of the preferences follows from the trail.
    private func standing(of customer: CustomerKey) throws -> ConsentProjection {
        func decision(_ purpose: String, _ channels: [ConsentChannel]) throws -> StandingDecision? {
            try store.standing(of: customer, purpose, channels)
        }
        let processing = try decision(ConsentPurpose.dataProcessing, [.any])
        return ConsentProjection(
            marketingEmails: try decision(ConsentPurpose.marketing, [.email, .any])?.status == .granted,
            marketingSms: try decision(ConsentPurpose.marketing, [.sms, .any])?.status == .granted,
            gdprConsent: processing?.status == .granted,
            gdprConsentDate: processing.flatMap { $0.status == .granted ? $0.occurredAt : nil })
    }
}

/// What of a customer's preferences follows from the trail of consents.
struct ConsentProjection: Sendable, Hashable {
    var marketingEmails = false
    var marketingSms = false
    var gdprConsent = false
    /// When it was given; nil without one.
    var gdprConsentDate: Instant?
}

/// Which consents a list holds.
package struct ConsentFilter: Sendable {
    var customerID: CustomerID?
    var purpose: String?
    var channel: ConsentChannel?
    var status: ConsentStatus?
    var occurredAfter: Moment?
    var occurredBefore: Moment?
    let times: ListTimes
    /// The resolved `customerID`.
    var customer: CustomerKey?
}
