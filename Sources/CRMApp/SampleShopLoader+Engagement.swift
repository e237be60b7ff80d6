import CRMCommerce
import CRMCore
import CRMCustomers
import CRMEngagement
import CRMInsight
import CRMPlatform

/// What the sample shop has beside customers and orders, by the verbs that the API calls.
extension SampleShopLoader {
    /// Before the first customer.
    func open(_ work: Work) throws {
        guard try LoyaltyPrograms(work).find(named: SampleClub.name) == nil else { return }
        var terms = LoyaltyTerms(name: SampleClub.name)
        terms.description = SampleClub.description
        terms.pendingDays = SampleClub.pendingDays
        terms.pointExpiryDays = SampleClub.expiryDays
        terms.tiers = SampleClub.tiers.map { LoyaltyTier(name: $0.name, threshold: Int64($0.threshold)) }
        terms.rewards = [LoyaltyReward(name: SampleClub.rewardName, cost: Int64(SampleClub.reward))]
        _ = try LoyaltyPrograms(work).create(terms)
    }

    /// Behind everything else: what there is on the last day.
    func close(_ work: Work) throws {
        let products = engagement.stock.map { stock in
            var changes = ProductChanges()
            changes.name = .set(stock.product.name)
            changes.category = .set(stock.product.category.rawValue)
            let decimals = account.currency.decimals
            changes.price = DecimalNumber(significand: stock.price, scale: decimals).map(Patch.set) ?? .keep
            changes.stock = .set(stock.pieces)
            return ProductInput(sku: stock.product.sku, changes: changes)
        }
        for outcome in try Products(work).record(products) {
            if case .rejected(let error) = outcome { throw error }
        }
        let segments = Segments(work)
        for segment in engagement.segments {
            let made = try segments.create(SegmentDraft(name: segment.name, description: segment.description))
            for member in segment.members {
                _ = try segments.addCustomerToSegment(CustomerID(unchecked: member), made.id)
            }
        }
    }

    /// Takes in what happened on one day.
    func take(_ events: [SampleEvent], _ work: Work) throws {
        var interactions: [ToldEvent<InteractionFacts>] = []
        var answers: [ToldEvent<NPSFacts>] = []
        let club = try LoyaltyPrograms(work).find(named: SampleClub.name)?.id ?? ""
        for event in events {
            let id = CustomerID(unchecked: event.customerId)
            switch event.what {
            case .consent(let decision): try record(decision, of: id, at: event.at, work)
            case .preferences(let preferences): try Preferences(work).update(id, preferences.changes)
            case .message(let message):
                _ = try Communications(work).logCommunication(
                    id, message.logged, status: message.logStatus, occurredAt: event.at)
            case .interaction(let interaction):
                interactions.append(
                    ToldEvent(customerID: id, event: nil, at: event.at, facts: interaction.facts))
            case .answer(let score, let comment):
                let facts = NPSFacts(score: score, comment: comment, source: "email")
                answers.append(ToldEvent(customerID: id, event: nil, at: event.at, facts: facts))
            case .note(let note): _ = try Notes(work).addCustomerNote(id, note.text)
            case .earned(let points, let order):
                _ = try LoyaltyPoints(work).add(points, to: id, in: club, LoyaltyNote(reference: "order \(order)"))
            case .redeemed(let points):
                let reason = LoyaltyNote(reason: SampleClub.rewardName)
                _ = try LoyaltyPoints(work).redeem(points, from: id, in: club, reason)
            }
        }
        let outcomes = try Interactions(work).record(interactions) + NPSAnswers(work).record(answers)
        for outcome in outcomes {
            if case .refused(let error, _) = outcome { throw error }
        }
    }

    /// Whoever wants letters agrees to the keeping of their data too.
    private func record(
        _ decision: SampleEvent.Decision, of id: CustomerID, at moment: Instant, _ work: Work
    ) throws {
        let status = ConsentStatus(rawValue: decision.rawValue) ?? .denied
        let letters = ConsentDraft(
            purpose: ConsentPurpose.marketing, channel: .email, status: status, source: "checkout", occurredAt: moment)
        _ = try Consents(work).record(letters, of: id)
        guard decision == .granted else { return }
        let data = ConsentDraft(
            purpose: ConsentPurpose.dataProcessing, status: status, source: "checkout", occurredAt: moment)
        _ = try Consents(work).record(data, of: id)
    }
}

extension SamplePreferences {
    fileprivate var changes: PreferenceChanges {
        var changes = PreferenceChanges()
        changes.maximumMessagesPerWeek = .set(messagesPerWeek)
        if hasQuietNights, let start = TimeOfDay("22:00"), let end = TimeOfDay("07:00") {
            changes.quietHoursStart = .set(start)
            changes.quietHoursEnd = .set(end)
        }
        return changes
    }
}

extension SampleMessage {
    fileprivate var logged: LoggedMessage {
        LoggedMessage(
            communicationType: .email, channel: "email", direction: isInbound ? .inbound : .outbound,
            subject: subject, message: text, purpose: campaign == nil ? nil : ConsentPurpose.marketing,
            campaignID: campaign)
    }

    fileprivate var logStatus: CommunicationStatus? { CommunicationStatus(rawValue: status.rawValue) }
}

extension SampleInteraction {
    fileprivate var facts: InteractionFacts {
        var facts = InteractionFacts(InteractionType(rawValue: kind.rawValue) ?? .visit)
        facts.source = "web"
        facts.sku = sku
        facts.rating = rating
        facts.text = text
        return facts
    }
}

extension SampleNote {
    fileprivate var text: NoteText {
        var text = NoteText(title: title, content: content, noteType: NoteType(rawValue: kind.rawValue) ?? .internal)
        text.isPinned = isPinned
        text.remindAt = remindAt
        text.completedAt = completedAt
        return text
    }
}
