import CRMDatabase
import CRMPlatform

/// Wallets, their ledger, and what is derived from it.
extension LoyaltySchema {
    static let points = Migration("loyalty/2-points", wallets + ledger + projection + appendOnly)

    private static let wallets: [MigrationStep] = [
        .createSequence(LoyaltyStore.walletKeys),
        .createSequence(LoyaltyStore.entryKeys),
        // Without a customer it belongs to somebody who was erased: the books go on.
        .createTable(
            "loyalty_wallets",
            """
            user_id int64 NOT NULL,
            wallet_id int64 NOT NULL,
            id text NOT NULL,
            program_key int64 NOT NULL,
            customer_id int64,
            created_at int64 NOT NULL,
            PRIMARY KEY (user_id, wallet_id),
            UNIQUE (user_id, id),
            FOREIGN KEY (user_id, program_key) REFERENCES loyalty_programs (user_id, program_key) ON DELETE RESTRICT,
            FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id) ON DELETE RESTRICT
            """),
        .sql(
            """
            CREATE UNIQUE INDEX loyalty_wallets_by_customer ON loyalty_wallets (user_id, customer_id, program_key)
            """),
        .sql("CREATE INDEX loyalty_wallets_by_program ON loyalty_wallets (user_id, program_key)"),
    ]

    private static let ledger: [MigrationStep] = [
        .createTable(
            "loyalty_ledger", clustered: true,
            """
            user_id int64 NOT NULL,
            wallet_id int64 NOT NULL,
            sequence int64 NOT NULL CHECK (sequence >= 1),
            entry_key int64 NOT NULL,
            id text NOT NULL,
            program_key int64 NOT NULL,
            kind text NOT NULL CHECK (kind IN ('earn', 'activate', 'redeem', 'expire', 'adjust', 'reverse', 'hold',
                'capture', 'void', 'transfer')),
            points int64 NOT NULL CHECK (points > 0),
            available int64 NOT NULL,
            pending int64 NOT NULL,
            held int64 NOT NULL,
            balance int64 NOT NULL,
            day int64 NOT NULL,
            available_on int64,
            expires_on int64 CHECK (expires_on > available_on),
            subject int64,
            note_digest blob,
            hash blob NOT NULL,
            created_at int64 NOT NULL,
            PRIMARY KEY (user_id, wallet_id, sequence),
            FOREIGN KEY (user_id, wallet_id) REFERENCES loyalty_wallets (user_id, wallet_id) ON DELETE RESTRICT
            """),
        entryIndex("time", on: "created_at"),
        entryIndex("wallet", on: "wallet_id, created_at"),
        entryIndex("program", on: "program_key, created_at"),
        entryIndex("kind", on: "kind, created_at"),
        .createTable(
            "loyalty_notes", clustered: true,
            """
            user_id int64 NOT NULL,
            wallet_id int64 NOT NULL,
            sequence int64 NOT NULL,
            salt blob NOT NULL,
            reason text,
            reference text,
            PRIMARY KEY (user_id, wallet_id, sequence),
            FOREIGN KEY (user_id, wallet_id, sequence) REFERENCES loyalty_ledger (user_id, wallet_id, sequence)
                ON DELETE RESTRICT
            """),
    ]

    private static let projection: [MigrationStep] = [
        .createTable(
            "loyalty_lots", clustered: true,
            """
            user_id int64 NOT NULL,
            wallet_id int64 NOT NULL,
            lot int64 NOT NULL,
            points int64 NOT NULL CHECK (points > 0),
            remaining int64 NOT NULL CHECK (remaining BETWEEN 0 AND points),
            is_pending bool NOT NULL,
            available_on int64 NOT NULL,
            expires_on int64 NOT NULL CHECK (expires_on > available_on),
            PRIMARY KEY (user_id, wallet_id, lot),
            FOREIGN KEY (user_id, wallet_id, lot) REFERENCES loyalty_ledger (user_id, wallet_id, sequence)
                ON DELETE RESTRICT
            """),
        .sql(
            """
            CREATE INDEX loyalty_lots_by_expiry ON loyalty_lots (user_id, wallet_id, expires_on, lot)
            WHERE remaining > 0
            """),
        .sql(
            """
            CREATE INDEX loyalty_lots_by_activation ON loyalty_lots (user_id, wallet_id, available_on, lot)
            WHERE is_pending
            """),
        .createTable(
            "loyalty_allocations", clustered: true,
            """
            user_id int64 NOT NULL,
            wallet_id int64 NOT NULL,
            sequence int64 NOT NULL,
            lot int64 NOT NULL,
            points int64 NOT NULL CHECK (points <> 0),
            PRIMARY KEY (user_id, wallet_id, sequence, lot),
            FOREIGN KEY (user_id, wallet_id, sequence) REFERENCES loyalty_ledger (user_id, wallet_id, sequence)
                ON DELETE RESTRICT,
            FOREIGN KEY (user_id, wallet_id, lot) REFERENCES loyalty_lots (user_id, wallet_id, lot) ON DELETE RESTRICT
            """),
        .createTable(
            "customer_loyalty_points",
            """
            user_id int64 NOT NULL,
            wallet_id int64 NOT NULL,
            customer_id int64,
            program_key int64 NOT NULL,
            total_points int64 NOT NULL CHECK (total_points >= 0),
            available_points int64 NOT NULL CHECK (available_points >= 0),
            pending_points int64 NOT NULL CHECK (pending_points >= 0),
            held_points int64 NOT NULL CHECK (held_points >= 0),
            redeemed_points int64 NOT NULL CHECK (redeemed_points >= 0),
            expired_points int64 NOT NULL CHECK (expired_points >= 0),
            entries int64 NOT NULL CHECK (entries >= 1),
            head blob NOT NULL,
            due_day int64 NOT NULL,
            enrolled_at int64 NOT NULL,
            last_activity_at int64 NOT NULL,
            updated_at int64 NOT NULL,
            PRIMARY KEY (user_id, wallet_id),
            FOREIGN KEY (user_id, wallet_id) REFERENCES loyalty_wallets (user_id, wallet_id) ON DELETE RESTRICT
            """),
        pointsIndex("enrolment", on: "enrolled_at"),
        pointsIndex("change", on: "updated_at"),
        pointsIndex("total", on: "total_points"),
        pointsIndex("program", on: "program_key, enrolled_at"),
        pointsIndex("customer", on: "customer_id, enrolled_at"),
        pointsIndex("due_day", on: "due_day"),
    ]

    private static func entryIndex(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX loyalty_ledger_by_\(name) ON loyalty_ledger (user_id, \(columns), entry_key)")
    }

    private static func pointsIndex(_ name: String, on columns: String) -> MigrationStep {
        .sql(
            """
            CREATE INDEX customer_loyalty_points_by_\(name)
            ON customer_loyalty_points (user_id, \(columns), wallet_id)
            """)
    }

    /// Entries and allocations are never changed nor removed; notes are never changed, and removed with the person.
    private static let appendOnly: [MigrationStep] =
        [
            .only(
                .postgres,
                """
                CREATE FUNCTION loyalty_fixed() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN
                    RAISE EXCEPTION 'what is in the ledger stays as it is: book another entry';
                END
                $body$
                """)
        ] + fixed("loyalty_ledger", "UPDATE") + fixed("loyalty_ledger", "DELETE")
        + fixed("loyalty_allocations", "UPDATE") + fixed("loyalty_allocations", "DELETE")
        + fixed("loyalty_notes", "UPDATE")

    static func fixed(_ table: String, _ action: String) -> [MigrationStep] {
        let name = "\(table)_no_\(action.lowercased())"
        return [
            .only(
                .sqlite,
                """
                CREATE TRIGGER \(name) BEFORE \(action) ON \(table) BEGIN
                    SELECT RAISE(ABORT, 'what is in the ledger stays as it is: book another entry');
                END
                """),
            .only(
                .postgres,
                """
                CREATE TRIGGER \(name) BEFORE \(action) ON \(table)
                FOR EACH STATEMENT EXECUTE FUNCTION loyalty_fixed()
                """),
        ]
    }
}
