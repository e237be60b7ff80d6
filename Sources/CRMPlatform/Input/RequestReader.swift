package import CRMCore

/// A type that is read from the path, the query and the body of a request, by one initialiser as in ``ObjectInput``.
package protocol RequestInput: Sendable {
    init(_ request: RequestReader)
}

/// The three places of a request that hold input.
package final class RequestReader {
    package let path: ObjectReader
    package let query: ObjectReader
    package let body: ObjectReader

    init(path: ObjectReader, query: ObjectReader, body: ObjectReader) {
        self.path = path
        self.query = query
        self.body = body
    }

    /// The run that only describes.
    convenience init() {
        self.init(
            path: ObjectReader(describing: ""), query: ObjectReader(describing: ""), body: ObjectReader(describing: ""))
    }
}

/// Nothing but the account.
package struct NoInput: RequestInput {
    package init(_ request: RequestReader) {}
}

/// A request that does not fit its schema, with everything that is wrong with it.
package struct InvalidRequest: DomainError {
    package let fields: [FieldError]

    package init(_ fields: [FieldError]) {
        self.fields = fields
    }

    package var kind: DomainErrorKind { .invalid }
    package var code: String { "request.invalid" }
    package var detail: String {
        let first = fields.first.map { "\($0.pointer) \($0.detail)" } ?? "The request does not fit its schema"
        return fields.count < 2 ? first : "\(first) (and \(fields.count - 1) more)"
    }
}

extension PageRequest {
    /// `limit` and `offset` of a list.
    package init(_ query: ObjectReader) {
        self.init(
            limit: query.optional(
                "limit", .integer(PageRequest.limits), default: PageRequest.defaultLimit, "Entries in the answer."),
            offset: query.optional("offset", .integer(PageRequest.offsets), default: 0, "Entries passed over."))
    }
}
