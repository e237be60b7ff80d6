package import CRMCore
package import CRMDatabase

/// One piece of work: a transaction, the account it acts for, and the time it acts at. Verbs and stores are made over it.
package struct Work {
    package let session: any DatabaseSession
    package let account: Account
    package let now: Instant
    package let entropy: Entropy
    /// What the caller may do; a command of the operator may do everything.
    package let scopes: Set<Scope>
    let timeZone = TimeZoneHold()
    /// Id of the API key that asks; nil for jobs and for commands of the operator.
    package let actor: String?
    private let events: EventBus
    private let afterCommit: CommitMarks

    init(
        session: any DatabaseSession, account: Account, now: Instant, entropy: Entropy, scopes: Set<Scope>,
        actor: String?, events: EventBus, afterCommit: CommitMarks
    ) {
        self.session = session
        self.account = account
        self.now = now
        self.entropy = entropy
        self.scopes = scopes
        self.actor = actor
        self.events = events
        self.afterCommit = afterCommit
    }

    /// The same work with its days in another time zone, which this transaction has put in force.
    package func moved(to calendar: DayCalendar) -> Work {
        Work(
            session: session, account: account.moved(to: calendar), now: now, entropy: entropy, scopes: scopes,
            actor: actor, events: events, afterCommit: afterCommit)
    }

    /// Wakes this process's job workers once the transaction is committed.
    package func wakeWorkers() { afterCommit.wakeWorkers() }

    /// Hands the event to every feature that declared a handler for it, in this transaction, before it returns.
    package func publish(_ event: some DomainEvent) throws {
        try events.publish(event, self)
    }

    /// Today in the account's time zone.
    package var today: CalendarDay { account.calendar.day(of: now) }
}

/// Something that happened and that other features may act on in the same transaction.
package protocol DomainEvent: Sendable {}

/// What a feature does when an event of one type is published.
package struct EventHandler: Sendable {
    let event: ObjectIdentifier
    let handle: @Sendable (any DomainEvent, Work) throws -> Void

    package static func on<Event: DomainEvent>(
        _ type: Event.Type, _ handle: @escaping @Sendable (Event, Work) throws -> Void
    ) -> EventHandler {
        EventHandler(event: ObjectIdentifier(type)) { event, work in
            guard let event = event as? Event else { return }
            try handle(event, work)
        }
    }
}

/// The handlers of all features, in the order of the feature list.
package struct EventBus: Sendable {
    private let handlers: [ObjectIdentifier: [EventHandler]]

    package init(_ features: [Feature]) {
        handlers = Dictionary(grouping: features.flatMap(\.handlers), by: \.event)
    }

    func publish<Event: DomainEvent>(_ event: Event, _ work: Work) throws {
        for handler in handlers[ObjectIdentifier(Event.self)] ?? [] { try handler.handle(event, work) }
    }
}

/// A feature's whole contract with the rest of the product.
package struct Feature: Sendable {
    package let name: String
    /// The feature's part of the schema, append-only.
    package let migrations: [Migration]
    package let endpoints: [Endpoint]
    package let handlers: [EventHandler]
    package let importers: [Importer]
    package let exporters: [Exporter]
    /// What must hold in the feature's tables.
    package let inspections: [Inspection]
    package let jobs: [JobKind]
    /// Every table with rows of customers.
    package let personal: [PersonalTable]
    package let timeline: [TimelinePart]
    /// Every column with days of the account's time zone.
    package let days: [DayColumns]
    /// What it can do to many customers at once.
    package let bulkActions: [BulkAction]

    package init(
        name: String, migrations: [Migration] = [], endpoints: [Endpoint] = [], handlers: [EventHandler] = [],
        importers: [Importer] = [], exporters: [Exporter] = [], jobs: [JobKind] = [], inspections: [Inspection] = [],
        personal: [PersonalTable] = [], timeline: [TimelinePart] = [], days: [DayColumns] = [],
        bulkActions: [BulkAction] = []
    ) {
        self.name = name
        self.migrations = migrations
        self.endpoints = endpoints
        self.handlers = handlers
        self.importers = importers
        self.exporters = exporters
        self.inspections = inspections
        self.jobs = jobs
        self.personal = personal
        self.timeline = timeline
        self.days = days
        self.bulkActions = bulkActions
    }
}
