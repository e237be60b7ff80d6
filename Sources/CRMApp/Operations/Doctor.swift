package import CRMCore
package import CRMDatabase
import CRMGovernance
package import CRMPlatform

/// Looks the database over: how it is set up, whether it is whole, and whether what is derived agrees with its source.
package struct Doctor: Sendable {
    private let database: any Database
    private let workplace: Workplace

    package init(database: any Database, clock: any WallClock = SystemClock()) {
        self.database = database
        workplace = Workplace(database: database, clock: clock, features: Features.all)
    }

    /// Every check; `progress` is told what is looked at next.
    package func examine(progress: (String) -> Void = { _ in }) async throws -> [Diagnosis] {
        progress("database")
        var found = try await database.diagnose()
        let schema = try await schemaDiagnosis()
        found.append(schema)
        // Tables of another version cannot be judged by this one.
        guard schema.status == .ok else { return found }
        for inspection in Features.all.flatMap(\.inspections) {
            progress(inspection.name)
            found.append(try await diagnosis(of: inspection))
        }
        return found
    }

    private func schemaDiagnosis() async throws -> Diagnosis {
        switch try await database.schemaState(Features.migrations) {
        case .current:
            Diagnosis("schema", .ok, "The schema is this version's.")
        case .behind(let names):
            Diagnosis("schema", .failure, "The schema lacks \(names.count) migrations: run clientele migrate.")
        case .incompatible(let why):
            Diagnosis("schema", .failure, why)
        }
    }

    private func diagnosis(of inspection: Inspection) async throws -> Diagnosis {
        var broken: [String] = []
        for account in try await accounts() {
            do {
                let result = try await workplace.run(inspection, in: account)
                broken += result.violations.map { "\(account.userID.value): \($0)" }
            } catch DatabaseError.statement(let code, _) {
                // What somebody has altered may be beyond computing, such as sums that do not fit: no other check is
                // kept back by it.
                broken.append("\(account.userID.value): cannot be computed (\(code))")
            }
        }
        guard !broken.isEmpty else { return Diagnosis(inspection.name, .ok, inspection.summary) }
        let told = broken.prefix(InspectionResult.maximumViolations).joined(separator: "; ")
        return Diagnosis(inspection.name, .failure, "Does not hold: \(inspection.summary) \(told)")
    }

    private func accounts() async throws -> [Account] {
        try await database.read { session in try AccountStore(session).list(limit: Shop.listLimit) }
    }
}

extension Diagnosis: JSONObjectEncodable {
    package static let typeName = "Diagnosis"

    package static let fields: [OutputField<Diagnosis>] = [
        OutputField("name") { $0.name }, OutputField("status") { $0.status.rawValue },
        OutputField("detail") { $0.detail },
    ]
}

extension [Diagnosis] {
    /// The gravest of them.
    package var status: Diagnosis.Status {
        contains { $0.status == .failure } ? .failure : contains { $0.status == .warning } ? .warning : .ok
    }
}
