package import CRMCore
import CRMDatabase
import CRMPlatform

/// Something that happened to a customer, as a caller tells it.
package struct ToldEvent<Facts: Sendable & Hashable>: Sendable {
    let customerID: CustomerID
    /// Nil: nobody will tell it again.
    let event: EventID?
    /// Nil: now.
    let at: Instant?
    let facts: Facts

    package init(customerID: CustomerID, event: EventID?, at: Instant?, facts: Facts) {
        self.customerID = customerID
        self.event = event
        self.at = at
        self.facts = facts
    }
}

/// The same as it is kept.
struct EventRecord<Facts: Sendable & Hashable>: Sendable {
    let customer: CustomerKey
    let event: EventID?
    let at: Instant
    let facts: Facts

    /// Whether the same is told again; without a time, whenever it was.
    func isTold(by told: ToldEvent<Facts>, of customer: CustomerKey) -> Bool {
        customer == self.customer && (told.at ?? at) == at && told.facts == facts
    }
}

/// What became of an event that was told.
package enum EventOutcome: Sendable {
    case created
    /// Known already, with the same content.
    case unchanged
    /// `pointer` leads to the field that speaks against it.
    case refused(any DomainError, pointer: String)

    /// What is told of it where many were told.
    var mistakes: [FieldError] {
        guard case .refused(let error, let pointer) = self else { return [] }
        return error.fields.isEmpty
            ? [FieldError(pointer: pointer, code: error.code, detail: error.detail)] : error.fields
    }
}

/// Takes events in that may be told twice: each counts once, and what was told first stays.
struct EventIntake<Facts: Sendable & Hashable> {
    let work: Work
    /// The name of the field that tells when it happened.
    let timeName: String
    /// Those of these events that are kept already.
    let known: ([EventID]) throws -> [EventID: EventRecord<Facts>]
    /// The refusal of an id under which something else is kept.
    let taken: (EventID) -> any DomainError

    /// Tells what becomes of each, in their order, and what is to be kept of them. The customers are locked.
    func sort(_ told: [ToldEvent<Facts>]) throws -> (outcomes: [EventOutcome], fresh: [EventRecord<Facts>]) {
        let directory = CustomerDirectory(work)
        let customers = try directory.find(told.map(\.customerID))
        try directory.lock(customers.values)
        var known = try known(told.compactMap(\.event))
        var fresh: [EventRecord<Facts>] = []
        let outcomes = told.map { told -> EventOutcome in
            if let at = told.at, at > work.now.advanced(milliseconds: ToldEventFields.clockTolerance) {
                return .refused(ahead, pointer: "/\(timeName)")
            }
            guard let customer = customers[told.customerID] else {
                return .refused(UnknownCustomer(customerID: told.customerID), pointer: "/customerId")
            }
            if let event = told.event, let known = known[event] {
                return known.isTold(by: told, of: customer) ? .unchanged : .refused(taken(event), pointer: "/eventId")
            }
            let record = EventRecord(
                customer: customer, event: told.event, at: told.at ?? work.now, facts: told.facts)
            if let event = told.event { known[event] = record }
            fresh.append(record)
            return .created
        }
        return (outcomes, fresh)
    }

    private var ahead: InvalidRequest {
        InvalidRequest([
            FieldError(
                pointer: "/\(timeName)", code: "field.range", detail: "must not lie ahead: it is when it happened")
        ])
    }
}

/// What the inputs of events have in common.
enum ToldEventFields {
    static let event = "The sender's own id of the event: told again, it counts once. Default: a fresh one."
    /// Milliseconds that a sender's clock may be ahead.
    static let clockTolerance: Int64 = 5 * 60 * 1_000
}
