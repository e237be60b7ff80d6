import CRMDatabase

/// Writes that share one transaction and its one wait for the disk.
///
/// The first stands in the transaction as it is; each further one has a savepoint of its own, so that a failing one
/// fails alone. Nobody is answered before the commit, not even who was refused: the refusal may rest on what another of
/// them wrote.
struct SQLiteBatch {
    /// A write, to be run in the transaction; what it gives is called with the outcome of the commit.
    typealias Work = @Sendable (SQLiteSession) throws -> Answer
    /// Called once: with nil when the commit holds, else with why the batch was undone.
    typealias Answer = @Sendable ((any Error)?) -> Void

    /// What became of the batch, for the statistics.
    struct Outcome {
        var writes = 0
        var rollbacks = 0
        var committing: Duration?
    }

    private let connection: SQLiteConnection
    private var answers: [Answer] = []
    /// Why the transaction was undone with all that was in it.
    private var failure: (any Error)?
    private(set) var outcome = Outcome()

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    /// Whether another write may join.
    var hasRoom: Bool {
        failure == nil && connection.isUsable && answers.count < SQLiteSettings.writesPerCommit
    }

    /// Runs the write; `fail` answers it when it has no part in the commit.
    mutating func add(
        deadline: ContinuousClock.Instant?, fail: @escaping @Sendable (any Error) -> Void, _ work: Work
    ) {
        if answers.isEmpty {
            addFirst(deadline: deadline, fail, work)
        } else {
            addFurther(deadline: deadline, fail, work)
        }
    }

    private mutating func addFirst(
        deadline: ContinuousClock.Instant?, _ fail: @Sendable (any Error) -> Void, _ work: Work
    ) {
        do {
            try connection.begin(SQLiteCommand.beginWrite)
            answers.append(try connection.perform(deadline: deadline, work))
            outcome.writes += 1
        } catch {
            connection.rollBack()
            outcome.rollbacks += 1
            fail(error)
        }
    }

    private mutating func addFurther(
        deadline: ContinuousClock.Instant?, _ fail: @escaping @Sendable (any Error) -> Void, _ work: Work
    ) {
        do {
            answers.append(
                try connection.savepoint(depth: 0) { try connection.perform(deadline: deadline, work) })
            outcome.writes += 1
        } catch {
            answers.append { failure in fail(failure ?? error) }
            outcome.rollbacks += 1
            // After some errors SQLite undoes the whole transaction by itself.
            if !connection.isInTransaction { giveUp(Self.shared(error)) }
        }
    }

    /// Brings what was added to the disk, or undoes all of it.
    mutating func commit() {
        guard !answers.isEmpty, failure == nil else { return }
        let start = ContinuousClock.now
        do {
            try connection.run(SQLiteCommand.commit)
            outcome.committing = ContinuousClock.now - start
        } catch {
            giveUp(error)
        }
    }

    /// Tells everybody what became of the commit.
    func answer() {
        for answer in answers { answer(failure) }
    }

    private mutating func giveUp(_ error: any Error) {
        connection.rollBack()
        failure = error
        outcome.rollbacks += outcome.writes
        outcome.writes = 0
    }

    /// What the others are told when the error of one undid them all: the state of the disk as it is, and of anything
    /// else that trying again may help.
    private static func shared(_ error: any Error) -> DatabaseError {
        switch error as? DatabaseError {
        case .diskFull?: .diskFull
        case .readOnly?: .readOnly
        case .inputOutput(let why)?: .inputOutput(why)
        case .corrupt(let why)?: .corrupt(why)
        default: .serialization
        }
    }
}
