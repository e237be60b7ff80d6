package import CRMCore

/// Why a verb of segments refuses.
package enum SegmentError: DomainError, Equatable {
    case unknownSegment
    case nameTaken(String)
    case inactive
    case notMember
    case tooMany

    package var kind: DomainErrorKind {
        switch self {
        case .unknownSegment, .notMember: .notFound
        case .nameTaken, .inactive, .tooMany: .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownSegment: "segments.unknown"
        case .nameTaken: "segments.name_taken"
        case .inactive: "segments.inactive"
        case .notMember: "segments.not_member"
        case .tooMany: "segments.too_many"
        }
    }

    package var detail: String {
        switch self {
        case .unknownSegment: "There is no such segment"
        case .nameTaken(let name): "Another segment is called \(name), or differs only in case and accents"
        case .inactive: "The segment is inactive: nobody can be added to it"
        case .notMember: "The customer is not in the segment"
        case .tooMany: "An account has at most \(SegmentLimits.segments) segments"
        }
    }

    static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, "segments.unknown")
    static let taken: (kind: DomainErrorKind, code: String) = (.conflict, "segments.name_taken")
}

/// Bounds on segments.
enum SegmentLimits {
    /// Segments of an account; those of a customer are told all at once.
    static let segments = 5_000
    /// Characters of a name.
    static let name = 100
    /// Characters of a description.
    static let description = 1_000
    /// Customers that are added with one request.
    static let joining = 1_000
    /// Memberships that one statement ends when a segment goes.
    static let membersPerWrite = 10_000
}
