import CRMCore
package import CRMDatabase

/// The SQL of idempotency keys: what was asked under each, and the first answer.
package struct IdempotencyStore {
    private let work: Work
    private var session: any DatabaseSession { work.session }
    private var account: AccountKey { work.account.key }

    /// For how long a key is remembered: 24 hours.
    package static let lifetimeMilliseconds: Int64 = 24 * 60 * 60 * 1000
    /// Bytes of an answer that is kept.
    package static let maximumAnswerBytes = 2 << 20
    /// One new key in so many takes some expired ones along, and how many those are.
    static let (sweepInterval, sweepLimit): (UInt8, Int) = (16, 64)

    package init(_ work: Work) {
        self.work = work
    }

    package static let migrations = [
        Migration(
            "idempotency/1-keys",
            [
                .createTable(
                    "idempotency_keys", clustered: true,
                    """
                    user_id int64 NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
                    key_hash blob NOT NULL,
                    fingerprint blob NOT NULL,
                    answer blob NOT NULL,
                    created_at int64 NOT NULL,
                    PRIMARY KEY (user_id, key_hash)
                    """),
                .sql("CREATE INDEX idempotency_keys_by_age ON idempotency_keys (user_id, created_at)"),
            ])
    ]

    private var expiry: Instant { work.now.advanced(milliseconds: -IdempotencyStore.lifetimeMilliseconds) }

    /// Takes the key for this request, or gives the answer that it was given before.
    ///
    /// Another transaction with the same key waits here until this one ends: it then finds the answer, or the key free
    /// again. Throws ``IdempotencyError/keyReused``.
    func claim(_ key: IdempotencyKey, _ fingerprint: RequestFingerprint) throws -> Payload? {
        let hash = key.hash
        let claimed = try session.execute(
            """
            INSERT INTO idempotency_keys (user_id, key_hash, fingerprint, answer, created_at)
            VALUES (\(account), \(hash), \(fingerprint.bytes), \([UInt8]()), \(work.now))
            ON CONFLICT (user_id, key_hash) DO UPDATE
            SET fingerprint = excluded.fingerprint,
                answer = excluded.answer,
                created_at = excluded.created_at
            WHERE idempotency_keys.created_at <= \(expiry)
            """)
        if claimed > 0 {
            if hash[0] % IdempotencyStore.sweepInterval == 0 { try removeExpired(limit: IdempotencyStore.sweepLimit) }
            return nil
        }
        let known: (fingerprint: [UInt8], answer: [UInt8])? = try session.first(
            """
            SELECT fingerprint, answer
            FROM idempotency_keys
            WHERE user_id = \(account) AND key_hash = \(hash)
            """
        ) { row in (try row.read(), try row.read()) }
        // Swept away between the two statements: the next run finds it free.
        guard let known else { throw DatabaseError.serialization }
        guard known.fingerprint == fingerprint.bytes else { throw IdempotencyError.keyReused }
        return try SealedAnswer(key, fingerprint, account: account).open(known.answer)
    }

    /// Keeps the first answer under a key that this transaction has claimed.
    func keep(_ answer: Payload, _ key: IdempotencyKey, _ fingerprint: RequestFingerprint) throws {
        guard answer.bytes.count <= IdempotencyStore.maximumAnswerBytes else { throw IdempotencyError.answerTooLarge }
        let sealed = try SealedAnswer(key, fingerprint, account: account).seal(answer)
        try session.perform(
            """
            UPDATE idempotency_keys
            SET answer = \(sealed)
            WHERE user_id = \(account) AND key_hash = \(key.hash)
            """)
    }

    /// Forgets up to `limit` keys whose time is over, the oldest first, and says how many; a nightly job calls it until it
    /// gives less than the limit.
    @discardableResult
    package func removeExpired(limit: Int) throws -> Int {
        try session.execute(
            """
            DELETE FROM idempotency_keys
            WHERE user_id = \(account) AND key_hash IN (
                SELECT key_hash
                FROM idempotency_keys
                WHERE user_id = \(account) AND created_at <= \(expiry)
                ORDER BY created_at
                LIMIT \(limit)\(session.dialect.forUpdateSkippingLocked))
            """)
    }
}

/// Exactly once: keys of requests, with the answers that were given.
package enum IdempotencyFeature {
    package static let feature = Feature(
        name: "idempotency", migrations: IdempotencyStore.migrations, jobs: [cleanup])

    /// Keys that one step of the clean-up removes.
    private static let removedPerStep = 1_000

    private static let cleanup = JobKind(
        "idempotency.cleanup", "Forgets idempotency keys whose time is over.", schedule: .daily(hour: 3, minute: 15)
    ) { run in
        var removed = 0
        var last = removedPerStep
        while last == removedPerStep {
            let before = removed
            last = try await run.step { work in
                let count = try IdempotencyStore(work).removeExpired(limit: removedPerStep)
                return JobStep(count, progress: JobProgress(done: before + count))
            }
            removed += last
        }
        return ["removed": .number(String(removed))]
    }
}
