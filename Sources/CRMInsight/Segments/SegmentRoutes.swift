import CRMCore
import CRMPlatform

/// ```
/// GET    /api/customers/segments                             segments, and those of one customer
/// POST   /api/customers/segments                             creates one, adds or removes a member
/// GET    /api/customers/segments/{id}                        one
/// PUT    /api/customers/segments/{id}                        changes the given fields
/// DELETE /api/customers/segments/{id}                        removes one
/// GET    /api/customers/segments/{id}/members                its members
/// POST   /api/customers/segments/{id}/members                adds many
/// GET    /api/customers/segments/{id}/members/{customerId}   one membership
/// DELETE /api/customers/segments/{id}/members/{customerId}   ends it
/// ```
enum SegmentRoutes {
    static let endpoints = segments + members

    private static let path = "/api/customers/segments"
    private static let inactive: (kind: DomainErrorKind, code: String) = (.conflict, "segments.inactive")
    private static let notMember: (kind: DomainErrorKind, code: String) = (.notFound, "segments.not_member")

    private static let segments: [Endpoint] = [
        .get(
            .init(
                path, "Lists segments, and tells those of one customer.", scope: .segmentsRead, userID: .required),
            List.self
        ) { input, work in
            let report = try Segments(work).report(input.filter, of: input.customerID, input.listing)
            let total = report.page.counted.map { [(name: "X-Total-Count", value: String($0.total))] }
            return Answer(report, headers: total ?? [])
        },
        .write(
            .post,
            .init(
                path, "Creates a segment, or adds or removes a member, as `action` says.", scope: .segmentsWrite,
                userID: .required,
                refusals: [
                    SegmentError.unknown, UnknownCustomer.refusal, SegmentError.taken, inactive,
                    (.conflict, "segments.too_many"),
                ]),
            Act.self, statuses: [200, 201], tag: AnswerTag.part { $0.newSegment }
        ) { input, work in
            try answer(input.request, Segments(work))
        },
        .get(
            .init("\(path)/{id}", "One segment.", scope: .segmentsRead, refusals: [SegmentError.unknown]), One.self,
            tag: .whole
        ) { input, work in
            Answer(try Segments(work).segment(input.id))
        },
        .write(
            .put,
            .init(
                "\(path)/{id}", "Changes the given fields of a segment; null clears one.", scope: .segmentsWrite,
                refusals: [SegmentError.unknown, SegmentError.taken]),
            Update.self, tag: .whole, current: { input, work in try Segments(work).locked(input.id) },
            change: { input, work in Answer(try Segments(work).change(input.id, input.changes)) }),
        .write(
            .delete,
            .init(
                "\(path)/{id}", "Removes a segment; its members stay customers.", scope: .segmentsWrite,
                refusals: [SegmentError.unknown]),
            One.self, tag: .whole, current: { input, work in try Segments(work).locked(input.id) },
            change: { input, work in Answer(try Segments(work).delete(input.id)) }),
    ]

    private static let members: [Endpoint] = [
        .get(
            .init(
                "\(path)/{id}/members", "Lists the members of a segment, the newest first.", scope: .segmentsRead,
                refusals: [SegmentError.unknown]), Members.self
        ) { input, work in
            Answer(try Segments(work).members(of: input.id, input.filter, input.listing))
        },
        .write(
            .post,
            .init(
                "\(path)/{id}/members", "Adds customers to a segment; ids of nobody are told in the answer.",
                scope: .segmentsWrite, refusals: [SegmentError.unknown, inactive]), Join.self
        ) { input, work in
            Answer(try Segments(work).join(input.customerIDs, input.id))
        },
        .get(
            .init(
                "\(path)/{id}/members/{customerId}", "The membership of one customer.", scope: .segmentsRead,
                refusals: [SegmentError.unknown, UnknownCustomer.refusal, notMember]), Member.self, tag: .whole
        ) { input, work in
            Answer(try Segments(work).member(input.customerID, of: input.id))
        },
        .write(
            .delete,
            .init(
                "\(path)/{id}/members/{customerId}", "Removes a customer from a segment.", scope: .segmentsWrite,
                refusals: [SegmentError.unknown, UnknownCustomer.refusal, notMember]), Member.self, tag: .whole,
            current: { input, work in try Segments(work).lockedMember(input.customerID, of: input.id) },
            change: { input, work in Answer(try Segments(work).end(input.customerID, of: input.id)) }),
    ]

    private static func answer(_ request: Act.Request, _ segments: Segments) throws -> Answer<SegmentAnswer> {
        switch request {
        case .create(let draft): Answer(status: 201, .segment(try segments.create(draft)))
        case .add(let customerID, let id): Answer(.membership(try segments.join(customerID, id)))
        case .remove(let customerID, let id): Answer(.membership(try segments.leave(customerID, id)))
        }
    }
}

extension SegmentAnswer {
    /// What the entity tag of an answer is made of.
    var newSegment: CustomerSegment? {
        if case .segment(let segment) = self { segment } else { nil }
    }
}
