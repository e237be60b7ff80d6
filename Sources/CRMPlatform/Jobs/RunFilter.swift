package import CRMCore
package import CRMDatabase

/// Which jobs a list holds, or which entries that jobs work on: by kind, by state and by time.
package struct RunFilter<State: ClosedSet & SQLBindable>: Sendable {
    package var kind: String?
    package var state: State?
    package var times = ListTimes()

    package init() {}

    /// Reads `kind`, `state` and the bounds in time; `example` says what a kind is.
    package init(_ query: ObjectReader, kind example: String = "") {
        kind = query.optional("kind", .text(max: JobLimits.kind), example)
        state = query.optional("state", .closedSet)
        times = ListTimes(query)
    }

    /// The conditions on columns of the alias; `state` is what the state is read from.
    package func conditions(on alias: SQL, state column: SQL, in calendar: DayCalendar) -> [SQL] {
        let optional: [SQL?] = [kind.map { "\(alias).kind = \($0)" }, state.map { "\(column) = \($0)" }]
        return optional.compactMap { $0 }
            + times.conditions(created: "\(alias).created_at", updated: "\(alias).updated_at", in: calendar)
    }
}

/// Which jobs a list holds.
package typealias JobFilter = RunFilter<JobState>
