import CRMCore
import CRMPlatform

/// The fields of a customer, with what each may hold: one declaration for requests and for files.
enum CustomerFields {
    static let customerID = InputField("customerId", Codec<CustomerID>.id, "The shop's own id of the customer.")
    static let firstName = InputField("firstName", Codec<String>.text(max: ProfileLimits.name))
    static let lastName = InputField("lastName", Codec<String>.text(max: ProfileLimits.name))
    static let email = InputField("email", Codec<EmailAddress>.email)
    static let phone = InputField("phone", Codec<PhoneNumber>.phone)
    static let companyName = InputField("companyName", Codec<String>.text(max: ProfileLimits.name))
    static let customerType = InputField("customerType", Codec<CustomerType>.closedSet)
    static let source = InputField("source", Codec<CustomerSource>.closedSet)
    static let status = InputField("status", Codec<CustomerStatus>.closedSet, "Sets the status by hand.")
    static let statusSource = InputField("statusSource", Codec<StatusSource>.closedSet)
    static let birthday = InputField("birthday", Codec<CalendarDay>.day)
    static let language = InputField("language", Codec<String>.language)
    static let timeZone = InputField("timeZone", Codec<String>.timeZone)
    static let doNotContact = InputField("doNotContact", Codec<Bool>.bool)
    static let tags = InputField("tags", Codec<[TagName]>.list(.tagName, max: TagLimits.tagsPerCall))
    static let attributes = InputField("attributes", Codec<CustomerAttributes>.typedMembers)
}
