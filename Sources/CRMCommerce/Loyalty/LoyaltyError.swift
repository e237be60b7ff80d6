package import CRMCore

/// Why a verb of loyalty refuses.
package enum LoyaltyError: DomainError, Equatable {
    case unknownProgram
    case nameTaken(String)
    case tooManyPrograms
    case programInUse
    case programInactive
    case programNotStarted
    case programEnded
    case notEnrolled
    /// With how many there are to spend.
    case insufficientPoints(Int64)
    case tooManyPoints
    case walletFull

    package var kind: DomainErrorKind {
        switch self {
        case .unknownProgram: .notFound
        case .nameTaken, .tooManyPrograms, .programInUse, .programInactive, .programNotStarted, .programEnded,
            .notEnrolled, .insufficientPoints, .tooManyPoints, .walletFull:
            .conflict
        }
    }

    package var code: String {
        switch self {
        case .unknownProgram: "loyalty.unknown_program"
        case .nameTaken: "loyalty.name_taken"
        case .tooManyPrograms: "loyalty.too_many_programs"
        case .programInUse: "loyalty.program_in_use"
        case .programInactive: "loyalty.program_inactive"
        case .programNotStarted: "loyalty.program_not_started"
        case .programEnded: "loyalty.program_ended"
        case .notEnrolled: "loyalty.not_enrolled"
        case .insufficientPoints: "loyalty.insufficient_points"
        case .tooManyPoints: "loyalty.too_many_points"
        case .walletFull: "loyalty.wallet_full"
        }
    }

    package var detail: String {
        switch self {
        case .unknownProgram: "There is no such loyalty program"
        case .nameTaken(let name): "Another program is called \(name), or differs only in case and accents"
        case .tooManyPrograms: "An account has at most \(LoyaltyLimits.programs) programs"
        case .programInUse: "Customers have points in the program: set isActive to false instead"
        case .programInactive: "The program is inactive"
        case .programNotStarted: "The program has not started yet"
        case .programEnded: "The program has ended: nothing is earned any more"
        case .notEnrolled: "The customer has never had points in this program"
        case .insufficientPoints(let available): "The customer has \(available) points to spend"
        case .tooManyPoints: "A customer can earn at most \(LoyaltyLimits.total) points in a program"
        case .walletFull: "A customer's ledger in a program has at most \(LoyaltyLimits.entries) entries"
        }
    }

    /// For the declaration of an endpoint.
    var refusal: (kind: DomainErrorKind, code: String) { (kind, code) }
}
