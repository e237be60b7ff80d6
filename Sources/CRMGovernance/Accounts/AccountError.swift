import CRMCore

/// Why a verb of accounts refuses.
enum AccountError: DomainError {
    case timeZoneChanging(String)

    var kind: DomainErrorKind { .conflict }
    var code: String { "account.time_zone_changing" }

    var detail: String {
        switch self {
        case .timeZoneChanging(let zone): "A change to \(zone) is under way; cancel its job, or wait for it"
        }
    }

    static let changing: (kind: DomainErrorKind, code: String) = (.conflict, "account.time_zone_changing")
}
