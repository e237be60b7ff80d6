/// What kind of refusal an error is; the transport maps each to its own status.
package enum DomainErrorKind: Sendable, CaseIterable {
    /// The request does not fit its schema.
    case invalid
    /// Nobody, or an unknown one, is asking.
    case unauthenticated
    /// Known, but not allowed.
    case forbidden
    /// Not there, or not yours.
    case notFound
    /// The state of things does not allow it.
    case conflict
    /// What the caller made the request depend on does not hold.
    case preconditionFailed
    /// Well-formed, and contradicting what the caller has said before.
    case unprocessable
}

/// A refusal that a caller can understand and act on. Each feature has one closed enum of them.
package protocol DomainError: Error {
    var kind: DomainErrorKind { get }
    /// Stable machine code, `feature.what`.
    var code: String { get }
    /// One sentence for a person; holds no data of other accounts.
    var detail: String { get }
    /// The fields at fault, if any.
    var fields: [FieldError] { get }
}

extension DomainError {
    package var fields: [FieldError] { [] }
}

/// One field at fault.
package struct FieldError: Sendable, Hashable {
    /// RFC 6901 pointer into the body (`/lines/0/quantity`), or the name of a query parameter.
    package let pointer: String
    /// Stable machine code, `field.required`.
    package let code: String
    /// What is wrong and what would be right.
    package let detail: String

    package init(pointer: String, code: String, detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}
