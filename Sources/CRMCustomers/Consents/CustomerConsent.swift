package import CRMCore
import CRMDatabase
package import CRMPlatform

/// One decision of a customer, as it was recorded: never changed afterwards, only followed by others.
package struct CustomerConsent: Sendable {
    package let key: Int64
    package let id: String
    package let customerID: CustomerID
    /// A word of the account's choosing; ``ConsentPurpose`` names those that the product acts on.
    package let purpose: String
    package let channel: ConsentChannel
    package let lawfulBasis: LawfulBasis
    package let status: ConsentStatus
    /// Where it was said: `api`, `preferences`, `checkout`.
    package let source: String
    /// Which text the customer saw.
    package let wordingVersion: String?
    package let occurredAt: Instant
    package let recordedBy: String?
    /// What shows it: a link, a form's id, a transcript.
    package let proof: String?
    package let createdAt: Instant
}

/// The purposes that the product acts on by itself.
package enum ConsentPurpose {
    /// Shown as `marketingEmails` and `marketingSms` of the preferences.
    package static let marketing = ContactPurpose.marketing
    /// Shown as `gdprConsent` of the preferences.
    package static let dataProcessing = "data_processing"
    /// Contact of any kind: denied or withdrawn, it is `doNotContact` of the profile.
    package static let contact = "contact"
}

/// What a decision is about: one channel, or all of them.
package enum ConsentChannel: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case any, email, sms, phone, push, chat
    case inPerson = "in_person"
}

/// The bases of GDPR article 6, paragraph 1.
package enum LawfulBasis: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case consent, contract
    case legalObligation = "legal_obligation"
    case vitalInterests = "vital_interests"
    case publicTask = "public_task"
    case legitimateInterests = "legitimate_interests"
}

package enum ConsentStatus: String, Sendable, CaseIterable, ClosedSet, SQLBindable, SQLDecodable {
    case granted, denied, withdrawn
}

extension CustomerConsent: JSONObjectEncodable {
    package static let typeName = "CustomerConsent"

    package static let fields: [OutputField<CustomerConsent>] = [
        OutputField("id") { $0.id },
        OutputField("customerId") { $0.customerID },
        OutputField("purpose") { $0.purpose },
        OutputField("channel", "`any`: every channel.") { $0.channel },
        OutputField("lawfulBasis", "GDPR article 6, paragraph 1.") { $0.lawfulBasis },
        OutputField("status") { $0.status },
        OutputField("source", "Where it was said.") { $0.source },
        OutputField("wordingVersion", "Which text the customer saw.") { $0.wordingVersion },
        OutputField("occurredAt", "When the customer decided; the latest decision counts.") { $0.occurredAt },
        OutputField("recordedBy") { $0.recordedBy },
        OutputField("proof") { $0.proof },
        OutputField("createdAt", "When it was recorded here.") { $0.createdAt },
    ]
}

/// A decision as a caller tells it.
package struct ConsentDraft: Sendable {
    var purpose: String
    var channel = ConsentChannel.any
    var lawfulBasis = LawfulBasis.consent
    var status: ConsentStatus
    var source = ConsentLimits.standardSource
    var wordingVersion: String?
    /// Nil: now.
    var occurredAt: Instant?
    var recordedBy: String?
    var proof: String?

    package init(
        purpose: String, channel: ConsentChannel = .any, lawfulBasis: LawfulBasis = .consent, status: ConsentStatus,
        source: String = ConsentLimits.standardSource, wordingVersion: String? = nil, occurredAt: Instant? = nil,
        recordedBy: String? = nil, proof: String? = nil
    ) {
        self.purpose = purpose
        self.channel = channel
        self.lawfulBasis = lawfulBasis
        self.status = status
        self.source = source
        self.wordingVersion = wordingVersion
        self.occurredAt = occurredAt
        self.recordedBy = recordedBy
        self.proof = proof
    }
}

/// The decision that counts on one question.
struct StandingDecision: Sendable, Hashable {
    let status: ConsentStatus
    let occurredAt: Instant
}

/// Bounds on consents.
enum ConsentLimits {
    /// Characters of a source or a version.
    static let word = 64
    /// Characters of whoever recorded it.
    static let name = 200
    /// Characters of a proof.
    static let proof = 2_000
    static let standardSource = "api"
    /// Milliseconds that a caller's clock may be ahead; such a time counts as now.
    static let clockTolerance: Int64 = 5 * 60 * 1_000
}

/// Why a verb of consents refuses.
package enum ConsentError: DomainError {
    case unknownConsent

    package var kind: DomainErrorKind { .notFound }
    package var code: String { "consent.unknown" }
    package var detail: String { "There is no such consent" }
}
