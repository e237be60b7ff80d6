import CRMDatabase
package import CRMPlatform

/// API keys: the credentials of programs.
package enum AuthFeature {
    package static let feature = Feature(name: "auth", migrations: migrations, endpoints: APIKeyRoutes.endpoints)

    private static let migrations = [
        Migration(
            "auth/1-api-keys",
            [
                .createSequence(APIKeyStore.sequence),
                .createTable(
                    "api_keys",
                    """
                    user_id int64 NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
                    key_number int64 NOT NULL,
                    id text NOT NULL,
                    hash blob NOT NULL,
                    name text NOT NULL,
                    scopes text NOT NULL,
                    created_at int64 NOT NULL,
                    last_used_at int64,
                    revoked_at int64,
                    PRIMARY KEY (user_id, key_number),
                    UNIQUE (user_id, id)
                    """),
            ]),
        Migration(
            "auth/2-lists",
            [
                .sql("CREATE INDEX api_keys_by_creation ON api_keys (user_id, created_at, key_number)"),
                .sql("CREATE INDEX api_keys_by_change ON api_keys (user_id, (coalesce(revoked_at, created_at)))"),
            ]),
        Migration(
            "auth/3-changes",
            [
                .sql("DROP INDEX api_keys_by_change"),
                .sql(
                    """
                    CREATE INDEX api_keys_by_change
                    ON api_keys (user_id, (coalesce(revoked_at, created_at)), key_number)
                    """),
            ]),
    ]
}
