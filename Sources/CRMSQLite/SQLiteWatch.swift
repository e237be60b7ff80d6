/// Decides whether a running statement is ended, where SQLite's progress handler asks; lives as long as its connection.
final class SQLiteWatch {
    /// When running statements are interrupted; nil for never.
    var deadline: ContinuousClock.Instant?
    private var isPaused = false
    /// What is left of a quick read's allowance; nil when there is none to keep to.
    private var budget: Budget?
    /// Whether a statement was ended because the allowance was used up.
    private(set) var isOverBudget = false

    private struct Budget {
        var checks: Int
        let end: ContinuousClock.Instant
    }

    /// From now on statements are interrupted when they are no quick read.
    func beginQuickRead() {
        isOverBudget = false
        budget = Budget(
            checks: SQLiteSettings.quickReadSteps / Int(SQLiteSettings.stepsPerCheck),
            end: .now + SQLiteSettings.quickReadTime)
    }

    func endQuickRead() { budget = nil }

    /// Runs `body` to its end whatever the time: what ends or undoes a transaction must not be given up halfway.
    func paused<Value>(_ body: () throws -> Value) rethrows -> Value {
        let outer = isPaused
        isPaused = true
        defer { isPaused = outer }
        return try body()
    }

    /// Asked every so many steps of the virtual machine.
    func interrupts() -> Bool {
        guard !isPaused else { return false }
        let now = ContinuousClock.now
        if let left = budget {
            budget?.checks -= 1
            if left.checks <= 1 || left.end <= now {
                isOverBudget = true
                return true
            }
        }
        return deadline.map { $0 <= now } ?? false
    }
}
