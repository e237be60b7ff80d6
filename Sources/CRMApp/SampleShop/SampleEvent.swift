package import CRMCore

/// Something that happened between the sample shop and a customer beside the orders.
package struct SampleEvent: Sendable, Hashable {
    package let customerId: String
    package let at: Instant
    package let what: What

    package enum What: Sendable, Hashable {
        /// Marketing by e-mail allowed, refused or withdrawn.
        case consent(Decision)
        case preferences(SamplePreferences)
        case message(SampleMessage)
        case interaction(SampleInteraction)
        /// What a customer answered to "would you recommend us", 0…10.
        case answer(score: Int, comment: String?)
        case note(SampleNote)
        /// Points for an order, and those that are spent.
        case earned(points: Int, orderId: String)
        case redeemed(points: Int)
    }

    package enum Decision: String, Sendable, Hashable {
        case granted, denied, withdrawn
    }
}

/// How a customer wants to be reached.
package struct SamplePreferences: Sendable, Hashable {
    package let messagesPerWeek: Int
    /// Whether nobody is to write at night.
    package let hasQuietNights: Bool
}

/// A message in either direction.
package struct SampleMessage: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case sent, delivered, opened, clicked, bounced
    }

    package let isInbound: Bool
    package let subject: String
    package let text: String
    package let status: Status
    /// Of a newsletter.
    package let campaign: String?
}

/// A visit, a review, a question or a return.
package struct SampleInteraction: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case visit, review, support
        case productReturn = "return"
    }

    package let kind: Kind
    package let sku: String?
    /// Stars, 1…5.
    package let rating: Int?
    package let text: String?
}

/// What somebody of the shop wrote down.
package struct SampleNote: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case `internal`, complaint, compliment
        case followUp = "follow_up"
    }

    package let title: String
    package let content: String
    package let kind: Kind
    package let isPinned: Bool
    package let remindAt: Instant?
    package let completedAt: Instant?
}

/// A group of customers that the shop keeps by hand.
package struct SampleSegment: Sendable, Hashable {
    package let name: String
    package let description: String
    /// In the order of arrival.
    package let members: [String]
}

/// How much of a product there is on the last day.
package struct SampleStock: Sendable, Hashable {
    package let product: SampleProduct
    /// In minor units of the shop's currency.
    package let price: Int64
    package let pieces: Int
}
