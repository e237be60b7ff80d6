import CRMCore
import CRMDatabase
package import CRMPlatform

/// The verbs of loyalty programs.
package struct LoyaltyPrograms {
    private let work: Work
    private let store: LoyaltyProgramStore

    package init(_ work: Work) {
        self.work = work
        store = LoyaltyProgramStore(work)
    }

    /// The programs that match, page by page.
    func list(_ filter: LoyaltyProgramFilter, _ listing: Listing) throws -> ListPage<LoyaltyProgram> {
        try store.list(filter, listing)
    }

    /// The program; throws ``LoyaltyError/unknownProgram``.
    package func program(_ id: String) throws -> LoyaltyProgram { try store.program(id) }

    /// The program of that name, whatever its case and accents; nil when there is none.
    package func find(named name: String) throws -> LoyaltyProgram? { try store.find(named: name) }

    /// The program as it stays until this transaction changes it.
    func locked(_ id: String) throws -> LoyaltyProgram { try store.locked(id) }

    /// Makes a program in which nobody is enrolled yet.
    func create(_ name: String, _ changes: LoyaltyProgramChanges) throws -> LoyaltyProgram {
        let terms = complete(try changes.applied(to: LoyaltyTerms(name: name), in: work.account))
        return try create(terms)
    }

    /// Makes a program of these terms.
    package func create(_ terms: LoyaltyTerms) throws -> LoyaltyProgram {
        guard try store.count() < LoyaltyLimits.programs else { throw LoyaltyError.tooManyPrograms }
        return try store.program(try store.insert(complete(terms)))
    }

    /// Changes the given terms; points that were earned before keep the days that they were earned with. A change that
    /// changes nothing counts no version.
    func change(_ id: String, _ changes: LoyaltyProgramChanges) throws -> LoyaltyProgram {
        let program = try store.locked(id)
        let terms = complete(try changes.applied(to: program.terms, in: work.account))
        guard terms != program.terms else { return program }
        try store.update(program.key, terms)
        return try store.program(id)
    }

    /// Removes a program that nobody was ever enrolled in, and gives it as it was. Throws ``LoyaltyError/programInUse``.
    func delete(_ id: String) throws -> LoyaltyProgram {
        let program = try store.locked(id)
        try store.delete(program.key)
        return program
    }

    /// Behind the numbers by which programs get their ids.
    private static let firstRewardNumber: Int64 = 1 << 40

    /// Gives ids to rewards that have none.
    private func complete(_ terms: LoyaltyTerms) -> LoyaltyTerms {
        var terms = terms
        for index in terms.rewards.indices where terms.rewards[index].id.isEmpty {
            terms.rewards[index].id =
                work.entropy.id(
                    at: work.now, number: LoyaltyPrograms.firstRewardNumber + Int64(index)
                ).text
        }
        return terms
    }
}

/// Which programs a list holds.
struct LoyaltyProgramFilter: Sendable {
    let programType: LoyaltyProgramType?
    let isActive: Bool?
    let times: ListTimes
}
