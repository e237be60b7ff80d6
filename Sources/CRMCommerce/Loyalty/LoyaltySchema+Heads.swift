import CRMDatabase

/// The chain of an account: which head each wallet had when it was sealed.
extension LoyaltySchema {
    static let heads = Migration(
        "loyalty/3-heads",
        [
            // How many entries of the wallet the account's chain holds.
            .sql("ALTER TABLE customer_loyalty_points ADD COLUMN sealed_entries int64 NOT NULL DEFAULT 0"),
            .sql(
                """
                CREATE INDEX customer_loyalty_points_unsealed ON customer_loyalty_points (user_id, wallet_id)
                WHERE entries > sealed_entries
                """),
            .createTable(
                "loyalty_account_heads", clustered: true,
                """
                user_id int64 NOT NULL,
                number int64 NOT NULL CHECK (number >= 1),
                sealed_at int64 NOT NULL,
                hash blob NOT NULL,
                PRIMARY KEY (user_id, number)
                """),
            // Refers to no wallet: it is to tell of one that is gone.
            .createTable(
                "loyalty_wallet_heads", clustered: true,
                """
                user_id int64 NOT NULL,
                number int64 NOT NULL,
                wallet_id int64 NOT NULL,
                entries int64 NOT NULL CHECK (entries >= 1),
                head blob NOT NULL,
                PRIMARY KEY (user_id, number, wallet_id),
                FOREIGN KEY (user_id, number) REFERENCES loyalty_account_heads (user_id, number) ON DELETE RESTRICT
                """),
            .sql(
                """
                CREATE INDEX loyalty_wallet_heads_by_wallet ON loyalty_wallet_heads (user_id, wallet_id, entries)
                """),
        ]
            + ["loyalty_account_heads", "loyalty_wallet_heads"].flatMap { table in
                fixed(table, "UPDATE") + fixed(table, "DELETE")
            })
}
