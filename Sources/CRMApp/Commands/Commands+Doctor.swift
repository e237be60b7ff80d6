import CRMDatabase
import CRMPlatform

extension Commands {
    /// Looks the database over; false when something is broken.
    package func doctor() async throws -> (report: CommandReport, isHealthy: Bool) {
        let settings = try await settings()
        let database = try await settings.database.openForReading(
            connections: settings.connections, pooler: settings.pooler)
        return try await database.closing {
            let found = try await Doctor(database: database).examine { name in Terminal.status("Looking at \(name)") }
            Terminal.endStatus()
            let lines = found.map { "\($0.status.mark) \($0.name): \($0.detail)" }
            return (CommandReport(found, text: lines.joined(separator: "\n")), found.status != .failure)
        }
    }
}

extension Diagnosis.Status {
    /// The word in front of a line, as wide for each.
    fileprivate var mark: String {
        switch self {
        case .ok: "ok     "
        case .warning: "warning"
        case .failure: "FAILURE"
        }
    }
}
