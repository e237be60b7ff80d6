import CRMDatabase
package import CRMPlatform

/// Accounts: the shops whose customers are kept here.
package enum AccountsFeature {
    package static let feature = Feature(
        name: "accounts", migrations: migrations, endpoints: AccountRoutes.endpoints, jobs: [TimeZoneJob.kind])

    private static let migrations = [
        Migration(
            "accounts/1-accounts",
            [
                .createSequence(AccountStore.sequence),
                .createTable(
                    "accounts",
                    """
                    user_id int64 NOT NULL PRIMARY KEY,
                    external_id text NOT NULL UNIQUE,
                    name text NOT NULL,
                    currency text NOT NULL,
                    time_zone text NOT NULL,
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL
                    """),
            ]),
        Migration(
            "accounts/2-settings",
            ["language", "currency_display", "next_time_zone", "time_zone_job"].map { column in
                .sql("ALTER TABLE accounts ADD COLUMN \(column) text")
            }),
    ]
}
