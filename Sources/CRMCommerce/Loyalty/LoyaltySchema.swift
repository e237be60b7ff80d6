import CRMDatabase

/// The tables of loyalty.
enum LoyaltySchema {
    static let programs = Migration(
        "loyalty/1-programs",
        [
            .createSequence(LoyaltyProgramStore.sequence),
            .createTable(
                "loyalty_programs",
                """
                user_id int64 NOT NULL,
                program_key int64 NOT NULL,
                id text NOT NULL,
                name text NOT NULL,
                folded_name text NOT NULL,
                description text,
                program_type text NOT NULL CHECK (program_type IN ('points', 'tier', 'referral', 'vip')),
                point_multiplier int64 NOT NULL CHECK (point_multiplier >= 0),
                minimum_purchase int64 NOT NULL CHECK (minimum_purchase >= 0),
                point_expiry_days int64 CHECK (point_expiry_days >= 1),
                pending_days int64 NOT NULL CHECK (pending_days >= 0),
                tiers json NOT NULL,
                rewards json NOT NULL,
                is_active bool NOT NULL,
                starts_at int64,
                ends_at int64 CHECK (ends_at > starts_at),
                version int64 NOT NULL CHECK (version >= 1),
                created_at int64 NOT NULL,
                updated_at int64 NOT NULL,
                PRIMARY KEY (user_id, program_key),
                UNIQUE (user_id, id),
                UNIQUE (user_id, folded_name)
                """),
            programIndex("creation", on: "created_at"),
            programIndex("change", on: "updated_at"),
            programIndex("name", on: "name"),
            programIndex("type", on: "program_type, created_at"),
            programIndex("activity", on: "is_active, created_at"),
        ])

    private static func programIndex(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX loyalty_programs_by_\(name) ON loyalty_programs (user_id, \(columns), program_key)")
    }
}
