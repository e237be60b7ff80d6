import CRMCore
import CRMPlatform

/// ```
/// GET    /api/customers/loyalty-programs        a list
/// POST   /api/customers/loyalty-programs        makes one
/// GET    /api/customers/loyalty-programs/{id}   one
/// PUT    /api/customers/loyalty-programs/{id}   changes the given terms
/// DELETE /api/customers/loyalty-programs/{id}   removes one that nobody was ever enrolled in
/// ```
enum LoyaltyProgramRoutes {
    static let endpoints: [Endpoint] = [
        .get(.init(path, "Lists loyalty programs.", scope: .loyaltyRead), List.self) { input, work in
            Answer(try LoyaltyPrograms(work).list(input.filter, input.listing))
        },
        .write(
            .post,
            .init(
                path, "Makes a loyalty program.", scope: .loyaltyWrite,
                refusals: [nameTaken, LoyaltyError.tooManyPrograms.refusal]), Create.self, statuses: [201], tag: .whole
        ) { input, work in
            Answer(status: 201, try LoyaltyPrograms(work).create(input.name, input.terms))
        },
        .get(
            .init("\(path)/{id}", "One loyalty program.", scope: .loyaltyRead, refusals: [unknown]), One.self,
            tag: .whole
        ) { input, work in
            Answer(try LoyaltyPrograms(work).program(input.id))
        },
        .write(
            .put,
            .init(
                "\(path)/{id}",
                "Changes the given terms of a program; null clears one. Points that were earned keep their days.",
                scope: .loyaltyWrite, refusals: [unknown, nameTaken]), Update.self, tag: .whole,
            current: { input, work in try LoyaltyPrograms(work).locked(input.id) },
            change: { input, work in Answer(try LoyaltyPrograms(work).change(input.id, input.changes)) }),
        .write(
            .delete,
            .init(
                "\(path)/{id}", "Removes a program that nobody was ever enrolled in.", scope: .loyaltyWrite,
                refusals: [unknown, LoyaltyError.programInUse.refusal]), One.self, tag: .whole,
            current: { input, work in try LoyaltyPrograms(work).locked(input.id) },
            change: { input, work in Answer(try LoyaltyPrograms(work).delete(input.id)) }),
    ]

    private static let path = "/api/customers/loyalty-programs"
    private static let unknown = LoyaltyError.unknownProgram.refusal
    private static let nameTaken = LoyaltyError.nameTaken("").refusal

    struct List: RequestInput {
        let filter: LoyaltyProgramFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            filter = LoyaltyProgramFilter(
                programType: query.optional("programType", .closedSet), isActive: query.optional("isActive", .bool),
                times: ListTimes(query))
            let keys = LoyaltyProgramStore.sortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let id: String

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
        }
    }

    struct Create: RequestInput {
        let name: String
        let terms: LoyaltyProgramChanges

        init(_ request: RequestReader) {
            name = request.body.required(LoyaltyProgramFields.name)
            terms = LoyaltyProgramChanges(name: nil, request.body)
        }
    }

    struct Update: RequestInput {
        let id: String
        let changes: LoyaltyProgramChanges

        init(_ request: RequestReader) {
            id = request.path.required("id", .text(max: maximumIDLength))
            changes = LoyaltyProgramChanges(name: request.body.given(LoyaltyProgramFields.name), request.body)
        }
    }
}
