package import CRMCore
package import CRMPlatform

/// The verbs of preferences.
package struct Preferences {
    let work: Work
    let store: PreferenceStore
    let directory: CustomerDirectory

    package init(_ work: Work) {
        self.work = work
        store = PreferenceStore(work)
        directory = CustomerDirectory(work)
    }

    /// The customer's preferences; the standard ones when nothing was ever saved.
    package func preferences(of customerID: CustomerID) throws -> CustomerPreferences {
        try store.preferences(of: try directory.key(of: customerID))
    }

    /// The preferences as they stay until this transaction changes them.
    func locked(_ customerID: CustomerID) throws -> CustomerPreferences {
        let customer = try directory.lockedKey(of: customerID)
        return try store.preferences(of: customer)
    }

    /// Changes the given fields. What is a consent goes to the trail, what the profile holds to the profile.
    @discardableResult
    package func update(_ customerID: CustomerID, _ changes: PreferenceChanges) throws -> CustomerPreferences {
        let customer = try directory.lockedKey(of: customerID)
        let before = try store.preferences(of: customer)
        let choices = try changes.applied(to: before.choices)
        if choices != before.choices { try store.save(choices, of: customer) }
        try decide(changes, before.consents, of: customer)
        var profile = ProfileChanges()
        profile.language = changes.language
        profile.timeZone = changes.timeZone
        profile.doNotContact = changes.doNotContact == before.doNotContact ? nil : changes.doNotContact
        _ = try Profiles(work).update(customerID, profile, source: Preferences.source)
        return try store.preferences(of: customer)
    }

    /// Where a decision was told that came with the preferences.
    static let source = "preferences"

    private func decide(_ changes: PreferenceChanges, _ before: ConsentProjection, of customer: CustomerKey) throws {
        let consents = Consents(work)
        let decisions: [(told: Bool?, known: Bool, purpose: String, channel: ConsentChannel)] = [
            (changes.marketingEmails, before.marketingEmails, ConsentPurpose.marketing, .email),
            (changes.marketingSms, before.marketingSms, ConsentPurpose.marketing, .sms),
            (changes.gdprConsent, before.gdprConsent, ConsentPurpose.dataProcessing, .any),
        ]
        for decision in decisions {
            guard let told = decision.told, told != decision.known else { continue }
            try consents.decide(told, decision.purpose, decision.channel, of: customer, source: Preferences.source)
        }
    }
}
