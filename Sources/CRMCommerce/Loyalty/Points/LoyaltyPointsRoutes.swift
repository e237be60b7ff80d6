import CRMCore
import CRMPlatform

/// ```
/// GET  /api/customers/loyalty-points          points of customers, a bare array
/// POST /api/customers/loyalty-points          adds or redeems points
/// GET  /api/customers/loyalty-points/ledger   every entry behind them
/// ```
enum LoyaltyPointsRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init(path, "Lists the points of customers as of now.", scope: .loyaltyRead, userID: .required), List.self
        ) { input, work in
            Answer(try LoyaltyStore(work).list(input.filter, input.listing), input.links)
        },
        .write(
            .post,
            .init(
                path, "Adds points to a customer, or redeems them.", scope: .loyaltyWrite, userID: .required,
                refusals: [UnknownCustomer.refusal] + refusals), Act.self
        ) { input, work in
            let points = LoyaltyPoints(work)
            switch input.action {
            case .add:
                return Answer(try points.add(input.points, to: input.customerID, in: input.programID, input.note))
            case .redeem:
                return Answer(try points.redeem(input.points, from: input.customerID, in: input.programID, input.note))
            }
        },
        .get(
            .init("\(path)/ledger", "Lists the entries of the ledger, the newest first.", scope: .loyaltyRead),
            Ledger.self
        ) { input, work in
            Answer(try LoyaltyStore(work).list(input.filter, input.listing))
        },
    ]

    private static let path = "/api/customers/loyalty-points"

    private static let refusals = [
        LoyaltyError.unknownProgram, .programInactive, .programNotStarted, .programEnded, .notEnrolled,
        .insufficientPoints(0), .tooManyPoints, .walletFull,
    ].map(\.refusal)

    /// What `POST loyalty-points` does.
    enum Action: String, CaseIterable, ClosedSet {
        case add, redeem
    }

    struct List: RequestInput {
        let filter: LoyaltyPointsFilter
        let listing: Listing
        let links: ListLinks

        init(_ request: RequestReader) {
            let query = request.query
            filter = LoyaltyPointsFilter(
                customerID: query.optional("customerId", .id, "This customer only."),
                programID: query.optional(
                    "loyaltyProgramId", .text(max: maximumIDLength), "Points in this program only."),
                times: ListTimes(query))
            let keys = LoyaltyStore.pointsSortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
            links = ListLinks(LoyaltyPointsRoutes.path, query)
        }
    }

    struct Act: RequestInput {
        let customerID: CustomerID
        let programID: String
        let action: Action
        let points: Int
        let note: LoyaltyNote

        init(_ request: RequestReader) {
            let body = request.body
            customerID = body.required("customerId", .id)
            programID = body.required("loyaltyProgramId", .text(max: maximumIDLength))
            action = body.required("action", .closedSet, "The first `add` enrols the customer in the program.")
            points = body.required("points", .integer(LoyaltyLimits.points), "Whole points, as they are booked.")
            note = LoyaltyNote(
                reason: body.optional("reason", .text(max: LoyaltyLimits.reason), "Why, in a few words."),
                reference: body.optional(
                    "reference", .text(max: LoyaltyLimits.reference), "What it belongs to, such as an order's id."))
        }
    }

    struct Ledger: RequestInput {
        let filter: LoyaltyEntryFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = LoyaltyEntryFilter(
                customerID: query.optional("customerId", .id, "Entries of this customer only."),
                programID: query.optional("loyaltyProgramId", .text(max: maximumIDLength)),
                kind: query.optional("kind", .closedSet), times: ListTimes(query))
            let keys = LoyaltyStore.entrySortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
        }
    }
}
