package import CRMCore

/// A customer of the sample shop, as its owner would send one.
package struct SampleCustomer: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case retail, wholesale, distributor
    }

    package enum Source: String, Sendable, Hashable, CaseIterable {
        case direct, marketplace, referral
    }

    /// `C-10001`, rising in the order of arrival.
    package let customerId: String
    package let firstName: String
    package let lastName: String
    /// Unique in the shop, in a domain of RFC 2606.
    package let email: String
    /// E.164, unique in the shop, from a range that regulators keep for fiction; nil when none was given.
    package let phone: String?
    /// Nil for retail.
    package let companyName: String?
    package let kind: Kind
    package let source: Source
    /// ISO 639-1.
    package let language: String
    /// IANA name.
    package let timeZone: String
    package let birthday: CalendarDay?
    /// Custom attributes in a fixed order.
    package let attributes: [SampleAttribute]
    package let createdAt: Instant
}

/// A named custom value.
package struct SampleAttribute: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        case text(String)
        case number(Int)
        case flag(Bool)
    }

    package let name: String
    package let value: Value
}
