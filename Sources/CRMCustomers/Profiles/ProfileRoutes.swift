import CRMCore
import CRMDatabase
package import CRMPlatform

/// ```
/// GET  /api/customers/profiles   one or a list
/// POST /api/customers/profiles   get or create
/// PUT  /api/customers/profiles   change the given fields; the rest is in ``ProfileArchiveRoutes``
/// ```
package enum ProfileRoutes {
    package static let endpoints: [Endpoint] =
        [
            .get(
                .init(
                    path, "Lists customers, searches them, or finds one by `customerId`.", scope: .profilesRead,
                    userID: .required, refusals: [(.conflict, "profiles.search_pending")]),
                List.self, tag: .onlyEntry()
            ) { input, work in
                Answer(try Profiles(work).list(input.filter, input.listing))
            },
            .write(
                .post, .init(path, "Gets or creates a customer.", scope: .profilesWrite, userID: .required),
                Create.self, statuses: [200, 201], tag: .whole
            ) { input, work in
                let (profile, isNew) = try Profiles(work).getOrCreateCustomerProfile(input.customerID, input.data)
                return Answer(status: isNew ? 201 : 200, profile)
            },
            .write(
                .put,
                .init(
                    path, "Changes the given fields of a customer; null clears one.", scope: .profilesWrite,
                    userID: .required, refusals: [UnknownCustomer.refusal]),
                Update.self, tag: .whole, current: { input, work in try Profiles(work).locked(input.customerID) },
                change: { input, work in
                    Answer(try Profiles(work).update(input.customerID, input.changes))
                }),
        ] + ProfileArchiveRoutes.endpoints

    private static let path = "/api/customers/profiles"

    struct List: RequestInput {
        let filter: ProfileFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = ProfileFilter(query)
            let isSearch = filter.query != nil
            listing = Listing(
                query, keys: ProfileStore.sortKeys + [ProfileStore.relevance],
                standard: isSearch
                    ? SortOrder(ProfileStore.relevance, descending: false)
                    : SortOrder(ProfileStore.sortKeys[0], descending: true))
            if listing.sort.key.name == ProfileStore.relevance.name, !isSearch {
                query.fail("sort", "field.conflict", "relevance is an order of search results: give q")
            }
        }
    }

    struct Create: RequestInput {
        let customerID: CustomerID
        let data: CustomerData

        init(_ request: RequestReader) {
            let body = request.body
            customerID = body.required(CustomerFields.customerID)
            var data = CustomerData()
            data.firstName = body.optional(CustomerFields.firstName)
            data.lastName = body.optional(CustomerFields.lastName)
            data.email = body.optional(CustomerFields.email)
            data.phone = body.optional(CustomerFields.phone)
            data.companyName = body.optional(CustomerFields.companyName)
            data.customerType = body.optional(CustomerFields.customerType, default: .retail)
            data.source = body.optional(CustomerFields.source, default: .direct)
            data.status = body.optional(CustomerFields.status)
            data.birthday = body.optional(CustomerFields.birthday)
            data.language = body.optional(CustomerFields.language)
            data.timeZone = body.optional(CustomerFields.timeZone)
            data.doNotContact = body.optional(CustomerFields.doNotContact, default: false)
            data.tags = body.optional(CustomerFields.tags, default: [])
            data.attributes = body.optional(CustomerFields.attributes, default: .none)
            self.data = data
        }
    }

    struct Update: RequestInput {
        let customerID: CustomerID
        let changes: ProfileChanges

        init(_ request: RequestReader) {
            let body = request.body
            customerID = body.required(CustomerFields.customerID)
            var changes = ProfileChanges()
            changes.firstName = body.patch(CustomerFields.firstName)
            changes.lastName = body.patch(CustomerFields.lastName)
            changes.email = body.patch(CustomerFields.email)
            changes.phone = body.patch(CustomerFields.phone)
            changes.companyName = body.patch(CustomerFields.companyName)
            changes.customerType = body.given(CustomerFields.customerType)
            changes.source = body.given(CustomerFields.source)
            changes.status = body.patch(
                CustomerFields.status, "Sets the status by hand; null puts it back on automatic.")
            changes.birthday = body.patch(CustomerFields.birthday)
            changes.language = body.patch(CustomerFields.language)
            changes.timeZone = body.patch(CustomerFields.timeZone)
            changes.doNotContact = body.given(CustomerFields.doNotContact)
            changes.tags = body.given(CustomerFields.tags, "Replaces the tags; unknown ones are made.")
            changes.attributes = body.given(
                CustomerFields.attributes, "Merged with the present ones; null removes one.")
            self.changes = changes
        }
    }
}

/// Bounds on a profile's fields.
enum ProfileLimits {
    /// Characters of a name.
    static let name = 200
}
