import CRMCore
package import CRMPlatform

/// Which profiles a list holds.
package struct ProfileFilter: Sendable {
    var customerID: CustomerID?
    /// Archived profiles alone, or none; nil: all.
    var isArchived: Bool?
    var status: CustomerStatus?
    var customerType: CustomerType?
    var source: CustomerSource?
    var rfmSegment: RFMSegment?
    var tag: TagName?
    var times = ListTimes()
    var lastOrderAfter: Moment?
    var lastOrderBefore: Moment?
    var query: ProfileQuery?
    /// The resolved `tag`.
    var tagKey: Int64?
}

extension ProfileFilter: ObjectInput {
    package static let typeName: String? = "ProfileFilter"

    /// Reads it from the query of a list, or from the body of a bulk action.
    package init(_ fields: ObjectReader) {
        customerID = fields.optional("customerId", .id, "This customer only.")
        query = fields.optional(
            "q", .search, "Words of names, e-mail, phone, company or tags, in any order; or the customerId.")
        isArchived = fields.optional(
            "archived", .bool, "true: archived profiles alone. Default: false, and either for a `customerId`.")
        status = fields.optional("status", .closedSet)
        customerType = fields.optional("customerType", .closedSet)
        source = fields.optional("source", .closedSet)
        rfmSegment = fields.optional("rfmSegment", .closedSet)
        tag = fields.optional("tag", .tagName, "Customers with the tag of this name.")
        times = ListTimes(fields)
        lastOrderAfter = fields.optional("lastOrderAfter", .moment, "Last order after this day or time.")
        lastOrderBefore = fields.optional("lastOrderBefore", .moment, "Last order before this day or time.")
        if query != nil, isArchived == true {
            fields.fail("archived", "field.conflict", "cannot be true with q: archived profiles are not searched")
        }
    }
}
