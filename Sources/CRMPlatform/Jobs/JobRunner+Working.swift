import CRMCore
import CRMDatabase
import Logging

// One attempt at one job.
extension JobRunner {
    /// How an attempt ended.
    private enum Outcome: Sendable {
        case done(String)
        case stopped(JobStop)
        case failed(any Error)
    }

    func work(on claim: JobClaim) async throws {
        guard let kind = kinds[claim.kind], let account = try await accounts.account(claim.account) else { return }
        let lease = JobLease(claim, duration: lease(of: claim.kind), at: .now)
        guard desk.add(lease) else {
            try await settle(claim, .stopped(.shuttingDown))
            return
        }
        let outcome = await attempt(kind, account, lease)
        do {
            try await settle(claim, outcome)
        } catch {
            // The job stays as it is until its lease has run out, and is then gone on with behind its last step.
            note("a job cannot be settled", error)
        }
        desk.remove(lease)
    }

    private func attempt(_ kind: JobKind, _ account: Account, _ lease: JobLease) async -> Outcome {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await perform(kind, account, lease) }
            group.addTask {
                await keepAlive(lease)
                return nil
            }
            while let outcome = await group.next() {
                // Whichever ends first ends the other: without its lease a job is to do nothing more.
                group.cancelAll()
                if let outcome { return outcome }
            }
            return .stopped(.leaseLost)
        }
    }

    private func perform(_ kind: JobKind, _ account: Account, _ lease: JobLease) async -> Outcome {
        do {
            let run = try JobRun(account: account, workplace: workplace, lease: lease)
            let result = try await kind.body(run).canonicalText
            guard result.utf8.count <= JobLimits.jsonBytes else { throw JobError.tooLarge("result") }
            return .done(result)
        } catch let stop as JobStop {
            return .stopped(stop)
        } catch is CancellationError {
            return .stopped(lease.isExpired() ? .leaseLost : .shuttingDown)
        } catch {
            return .failed(error)
        }
    }

    /// Gives signs of life while no step does; returns when the lease is lost.
    private func keepAlive(_ lease: JobLease) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: lease.duration / (2 * JobLease.beats))
            guard !Task.isCancelled, lease.needsRenewal() else { continue }
            let begun = ContinuousClock.now
            do {
                let claim = lease.claim
                if try await workplace.database.write({ try JobLedger($0).renew(claim) }) {
                    lease.renew(begunAt: begun)
                } else {
                    lease.stop(.leaseLost)
                    return
                }
            } catch {
                note("a lease cannot be renewed", error)
                if lease.isExpired() {
                    lease.stop(.leaseLost)
                    return
                }
            }
        }
    }

    private func settle(_ claim: JobClaim, _ outcome: Outcome) async throws {
        let (database, now) = (workplace.database, workplace.clock.now())
        switch outcome {
        case .done(let result):
            let isOurs = try await database.write { session in
                try JobLedger(session).finish(claim, as: .succeeded, result: result, failure: nil, at: now)
            }
            if isOurs { desk.count(\.succeeded) }
        case .stopped(.leaseLost): break
        case .stopped(.cancelled):
            _ = try await database.write { session in
                try JobLedger(session).finish(claim, as: .cancelled, result: nil, failure: nil, at: now)
            }
        case .stopped(.shuttingDown):
            _ = try await database.write { session in
                try JobLedger(session).putBack(claim, runAt: nil, failure: nil, countsAttempt: false, at: now)
            }
        case .failed(let error):
            try await settle(claim, failedBy: error)
        }
    }

    /// What a feature refuses stays refused; anything else may pass and is tried again.
    private func settle(_ claim: JobClaim, failedBy error: any Error) async throws {
        let (database, now) = (workplace.database, workplace.clock.now())
        let failure = JobFailure(error)
        let isLast = error is any DomainError || claim.attempt >= claim.maximumAttempts
        let pause = JobBackoff.milliseconds(afterAttempt: claim.attempt, random: random())
        _ = try await database.write { session in
            let ledger = JobLedger(session)
            return isLast
                ? try ledger.finish(claim, as: .failed, result: nil, failure: failure, at: now)
                : try ledger.putBack(
                    claim, runAt: now.advanced(milliseconds: pause), failure: failure, countsAttempt: true, at: now)
        }
        desk.count(isLast ? \.failed : \.triedAgain)
        logger.log(
            level: isLast ? .error : .warning, isLast ? "job failed" : "job will be tried again",
            metadata: [
                "job": "\(claim.id)", "kind": "\(claim.kind)", "attempt": .stringConvertible(claim.attempt),
                "error": "\(error)",
            ])
    }
}

extension JobFailure {
    /// What the account may know of an error.
    init(_ error: any Error) {
        switch error {
        case let error as any DomainError: self.init(code: error.code, detail: error.detail)
        case is DatabaseError: self.init(code: "job.database", detail: "The database could not do it")
        default: self.init(code: "job.unexpected", detail: "Something went wrong on our side; the log knows the job")
        }
    }
}
