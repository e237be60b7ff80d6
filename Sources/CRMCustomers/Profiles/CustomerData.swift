package import CRMCore
package import CRMPlatform

/// What a caller knows of a new customer.
package struct CustomerData: Sendable {
    package var firstName: String?
    package var lastName: String?
    package var email: EmailAddress?
    package var phone: PhoneNumber?
    package var companyName: String?
    package var customerType = CustomerType.retail
    package var source = CustomerSource.direct
    /// Set by hand; nil leaves it to the product.
    package var status: CustomerStatus?
    package var birthday: CalendarDay?
    package var language: String?
    package var timeZone: String?
    package var doNotContact = false
    /// Names of tags; unknown ones are made.
    package var tags: [TagName] = []
    package var attributes = CustomerAttributes.none

    package init() {}
}

/// Attributes of the account's own making.
package typealias CustomerAttributes = TypedMembers
