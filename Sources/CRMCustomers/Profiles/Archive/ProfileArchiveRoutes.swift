import CRMCore
import CRMPlatform

/// ```
/// DELETE /api/customers/profiles?customerId=            archives a customer
/// GET    /api/customers/profiles/{customerId}           one customer, archived or not
/// DELETE /api/customers/profiles/{customerId}           archives a customer
/// POST   /api/customers/profiles/{customerId}/restore   brings an archived customer back
/// ```
enum ProfileArchiveRoutes {
    static let endpoints: [Endpoint] = [
        .write(
            .delete,
            .init(
                path, "Archives a customer: lists, counts, searches and scores leave the profile out.",
                scope: .profilesWrite, userID: .required, refusals: [UnknownCustomer.refusal]),
            ByQuery.self, tag: .whole, current: { input, work in try Profiles(work).locked(input.customerID) },
            change: { input, work in Answer(try Profiles(work).archive(input.customerID)) }),
        .get(
            .init(
                "\(path)/{customerId}", "One customer, archived or not.", scope: .profilesRead,
                refusals: [UnknownCustomer.refusal]), ByPath.self, tag: .whole
        ) { input, work in
            let key = try CustomerDirectory(work).key(of: input.customerID)
            return Answer(try ProfileStore(work).profile(key))
        },
        .write(
            .delete,
            .init(
                "\(path)/{customerId}", "Archives a customer, as `DELETE profiles` does.", scope: .profilesWrite,
                refusals: [UnknownCustomer.refusal]),
            ByPath.self, tag: .whole, current: { input, work in try Profiles(work).locked(input.customerID) },
            change: { input, work in Answer(try Profiles(work).archive(input.customerID)) }),
        .write(
            .post,
            .init(
                "\(path)/{customerId}/restore", "Brings an archived customer back.", scope: .profilesWrite,
                refusals: [UnknownCustomer.refusal]), ByPath.self, tag: .whole
        ) { input, work in
            Answer(try Profiles(work).restore(input.customerID))
        },
    ]

    private static let path = "/api/customers/profiles"

    struct ByQuery: RequestInput {
        let customerID: CustomerID

        init(_ request: RequestReader) {
            customerID = request.query.required("customerId", .id)
        }
    }

    struct ByPath: RequestInput {
        let customerID: CustomerID

        init(_ request: RequestReader) {
            customerID = request.path.required("customerId", .id)
        }
    }
}
