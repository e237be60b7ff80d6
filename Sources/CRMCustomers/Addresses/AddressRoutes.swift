import CRMCore
import CRMPlatform

/// ```
/// GET    /api/customers/addresses        a list
/// POST   /api/customers/addresses        adds one
/// GET    /api/customers/addresses/{id}   one
/// PUT    /api/customers/addresses/{id}   changes the given fields
/// DELETE /api/customers/addresses/{id}   removes one
/// ```
enum AddressRoutes {
    static let endpoints: [Endpoint] = [
        .get(.init(path, "Lists addresses.", scope: .addressesRead), List.self) { input, work in
            Answer(try Addresses(work).list(input.filter, input.listing))
        },
        .write(
            .post,
            .init(
                path, "Adds an address to a customer.", scope: .addressesWrite,
                refusals: [UnknownCustomer.refusal, (.conflict, AddressError.tooMany.code)]),
            Create.self, statuses: [201], tag: .whole
        ) { input, work in
            Answer(status: 201, try Addresses(work).add(input.draft, to: input.customerID))
        },
        .get(.init("\(path)/{id}", "One address.", scope: .addressesRead, refusals: [unknown]), One.self, tag: .whole) {
            input, work in
            Answer(try Addresses(work).address(input.id))
        },
        .write(
            .put,
            .init(
                "\(path)/{id}", "Changes the given fields of an address; null clears one.", scope: .addressesWrite,
                refusals: [unknown]),
            Update.self, tag: .whole, current: { input, work in try Addresses(work).locked(input.id) },
            change: { input, work in Answer(try Addresses(work).update(input.id, input.changes)) }),
        .write(
            .delete,
            .init("\(path)/{id}", "Removes an address.", scope: .addressesWrite, refusals: [unknown]), One.self,
            tag: .whole, current: { input, work in try Addresses(work).locked(input.id) },
            change: { input, work in Answer(try Addresses(work).remove(input.id)) }),
    ]

    private static let path = "/api/customers/addresses"
    private static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, AddressError.unknownAddress.code)

    struct List: RequestInput {
        let filter: AddressFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = AddressFilter(
                customerID: query.optional("customerId", .id, "Addresses of this customer."),
                addressType: query.optional("addressType", .closedSet),
                country: query.optional("country", .country, "ISO 3166-1 alpha-2."), times: ListTimes(query))
            listing = Listing(
                query, keys: AddressStore.sortKeys, standard: SortOrder(AddressStore.sortKeys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }

    struct Create: RequestInput {
        let customerID: CustomerID
        let draft: AddressDraft

        init(_ request: RequestReader) {
            let body = request.body
            customerID = body.required(CustomerFields.customerID)
            draft = AddressDraft(
                addressType: body.optional(AddressFields.addressType, default: .shipping),
                isDefault: body.optional(AddressFields.isDefault), recipient: body.optional(AddressFields.recipient),
                company: body.optional(AddressFields.company), line1: body.required(AddressFields.line1),
                line2: body.optional(AddressFields.line2), city: body.optional(AddressFields.city),
                region: body.optional(AddressFields.region), postalCode: body.optional(AddressFields.postalCode),
                country: body.required(AddressFields.country), phone: body.optional(AddressFields.phone))
        }
    }

    struct Update: RequestInput {
        let id: String
        let changes: AddressChanges

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            let body = request.body
            changes = AddressChanges(
                addressType: body.given(AddressFields.addressType), isDefault: body.given(AddressFields.isDefault),
                recipient: body.patch(AddressFields.recipient), company: body.patch(AddressFields.company),
                line1: body.given(AddressFields.line1), line2: body.patch(AddressFields.line2),
                city: body.patch(AddressFields.city), region: body.patch(AddressFields.region),
                postalCode: body.patch(AddressFields.postalCode), country: body.given(AddressFields.country),
                phone: body.patch(AddressFields.phone))
        }
    }
}

/// The fields of an address, with what each may hold.
enum AddressFields {
    static let addressType = InputField("addressType", Codec<AddressType>.closedSet, "Default: `shipping`.")
    static let isDefault = InputField(
        "isDefault", Codec<Bool>.bool,
        "Takes the place of the type's default. Left out, the first address of a type becomes it.")
    static let recipient = InputField("recipient", Codec<String>.text(max: AddressLimits.line))
    static let company = InputField("company", Codec<String>.text(max: AddressLimits.line))
    static let line1 = InputField("line1", Codec<String>.text(max: AddressLimits.line), "Street and number.")
    static let line2 = InputField("line2", Codec<String>.text(max: AddressLimits.line))
    static let city = InputField("city", Codec<String>.text(max: AddressLimits.line))
    static let region = InputField("region", Codec<String>.text(max: AddressLimits.line), "State or province.")
    static let postalCode = InputField(
        "postalCode", Codec<String>.text(max: PostalCode.length).map(PostalCode.normalised),
        "Checked by the rules of the country; kept in capitals.")
    static let country = InputField("country", Codec<Country>.country, "ISO 3166-1 alpha-2.")
    static let phone = InputField("phone", Codec<PhoneNumber>.phone)
}
