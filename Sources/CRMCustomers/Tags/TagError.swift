import CRMCore

/// Why a verb of tags refuses.
enum TagError: DomainError, Equatable {
    case unknownTag
    case nameTaken(String)
    case sameTag
    case tooMany

    var kind: DomainErrorKind {
        switch self {
        case .unknownTag: .notFound
        case .nameTaken, .sameTag, .tooMany: .conflict
        }
    }

    var code: String {
        switch self {
        case .unknownTag: "tags.unknown"
        case .nameTaken: "tags.name_taken"
        case .sameTag: "tags.same"
        case .tooMany: "tags.too_many"
        }
    }

    var detail: String {
        switch self {
        case .unknownTag: "There is no such tag"
        case .nameTaken(let name): "Another tag is called \(name), or differs only in case and accents"
        case .sameTag: "A tag cannot be merged into itself"
        case .tooMany: "An account has at most \(TagLimits.tags) tags"
        }
    }

    static let unknown: (kind: DomainErrorKind, code: String) = (.notFound, "tags.unknown")
    static let taken: (kind: DomainErrorKind, code: String) = (.conflict, "tags.name_taken")
    static let many: (kind: DomainErrorKind, code: String) = (.conflict, "tags.too_many")
}
