import CRMDatabase

/// The tables that profiles are found by. A profile cannot be deleted before ``ProfileSearchStore/remove(where:)`` has taken
/// it out of the search, and a folded text cannot be changed behind the back of its indexes.
enum ProfileSearchSchema {
    static let migration = Migration(
        "profiles/2-search",
        [
            .createTable(
                "customer_search", clustered: true,
                """
                user_id int64 NOT NULL,
                customer_id int64 NOT NULL,
                "text" text NOT NULL,
                prefixes json NOT NULL,
                PRIMARY KEY (user_id, customer_id),
                FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                    ON DELETE RESTRICT
                """),
            .createTable(
                "customer_search_prefixes", clustered: true,
                """
                user_id int64 NOT NULL,
                prefix text NOT NULL,
                rank int64 NOT NULL CHECK (rank IN (1, 2)),
                customer_id int64 NOT NULL,
                PRIMARY KEY (user_id, prefix, rank, customer_id)
                """),
            // Accounts whose profiles were there before the search and are not folded yet.
            .createTable(
                "customer_search_pending",
                """
                user_id int64 NOT NULL PRIMARY KEY,
                last_customer_id int64 NOT NULL
                """),
            .sql(
                """
                INSERT INTO customer_search_pending (user_id, last_customer_id)
                SELECT user_id, 0
                FROM accounts
                """),
        ] + sqlite.map { .only(.sqlite, $0) } + postgres.map { .only(.postgres, $0) })

    /// SQLite lets no trigger write the full-text index, so that ``ProfileSearchStore`` does.
    private static let sqlite = [
        """
        CREATE VIRTUAL TABLE customer_search_fts
        USING fts5(text, content = '', tokenize = 'trigram case_sensitive 1')
        """,
        """
        CREATE TRIGGER customer_search_inserted AFTER INSERT ON customer_search BEGIN
            INSERT INTO customer_search_prefixes (user_id, prefix, rank, customer_id)
            SELECT new.user_id, substr(p.value, 2), CAST(substr(p.value, 1, 1) AS INTEGER), new.customer_id
            FROM json_each(new.prefixes) AS p;
        END
        """,
        """
        CREATE TRIGGER customer_search_deleted AFTER DELETE ON customer_search BEGIN
            DELETE FROM customer_search_prefixes
            WHERE (user_id, prefix, rank, customer_id) IN (
                SELECT old.user_id, substr(p.value, 2), CAST(substr(p.value, 1, 1) AS INTEGER), old.customer_id
                FROM json_each(old.prefixes) AS p);
        END
        """,
        """
        CREATE TRIGGER customer_search_fixed BEFORE UPDATE ON customer_search BEGIN
            SELECT RAISE(ABORT, 'a row of customer_search is replaced by DELETE and INSERT');
        END
        """,
    ]

    private static let postgres =
        [requiring("pg_trgm"), requiring("btree_gin")] + [
            """
            CREATE INDEX customer_search_by_text ON customer_search USING gin (user_id, text gin_trgm_ops)
            """,
            """
            CREATE FUNCTION customer_search_inserted() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                INSERT INTO customer_search_prefixes (user_id, prefix, rank, customer_id)
                SELECT n.user_id, substr(p.value, 2), CAST(substr(p.value, 1, 1) AS BIGINT), n.customer_id
                FROM new_rows AS n, jsonb_array_elements_text(n.prefixes) AS p (value);
                RETURN NULL;
            END
            $body$
            """,
            """
            CREATE TRIGGER customer_search_inserted AFTER INSERT ON customer_search
            REFERENCING NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION customer_search_inserted()
            """,
            """
            CREATE FUNCTION customer_search_deleted() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                DELETE FROM customer_search_prefixes AS x
                USING old_rows AS o, jsonb_array_elements_text(o.prefixes) AS p (value)
                WHERE x.user_id = o.user_id
                    AND x.prefix = substr(p.value, 2) COLLATE "C"
                    AND x.rank = CAST(substr(p.value, 1, 1) AS BIGINT)
                    AND x.customer_id = o.customer_id;
                RETURN NULL;
            END
            $body$
            """,
            """
            CREATE TRIGGER customer_search_deleted AFTER DELETE ON customer_search
            REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION customer_search_deleted()
            """,
            """
            CREATE FUNCTION customer_search_fixed() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                RAISE EXCEPTION 'a row of customer_search is replaced by DELETE and INSERT';
            END
            $body$
            """,
            """
            CREATE TRIGGER customer_search_fixed BEFORE UPDATE ON customer_search
            FOR EACH STATEMENT EXECUTE FUNCTION customer_search_fixed()
            """,
            hitsFunction,
        ]

    /// What is at hand after `CREATE EXTENSION`, or words that say what to do.
    private static func requiring(_ name: String) -> String {
        """
        DO $body$
        BEGIN
            CREATE EXTENSION IF NOT EXISTS \(name);
        EXCEPTION
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the search needs the extension \(name), which % may not create: grant it CREATE on the '
                    'database, or run CREATE EXTENSION \(name) in the database % as a superuser, then migrate again',
                    current_user, current_database();
            WHEN undefined_file OR feature_not_supported THEN
                RAISE EXCEPTION 'the search needs the extension \(name), which this server does not have: install '
                    'PostgreSQL''s contrib modules (Debian: they are part of postgresql), then migrate again';
        END
        $body$
        """
    }

    /// A policy on rows keeps PostgreSQL from using a trigram index for LIKE, so that this function reads as the owner. It
    /// takes the account only from a transaction that named the same one, gives away keys of that account alone, and has a
    /// search path of its own.
    private static let hitsFunction = """
        DO $outer$
        BEGIN
            EXECUTE format($text$
                CREATE FUNCTION customer_search_hits(
                    account BIGINT, patterns TEXT[], terms BIGINT[], first TEXT[], second TEXT[], ranked BOOLEAN
                ) RETURNS TABLE (customer_id BIGINT, rank BIGINT)
                LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, %1$I, pg_temp AS $body$
                DECLARE
                    condition TEXT;
                BEGIN
                    IF account IS DISTINCT FROM
                        CAST(nullif(current_setting('clientele.account', true), '') AS BIGINT)
                    THEN
                        RAISE insufficient_privilege USING MESSAGE = 'the transaction is not that account''s';
                    END IF;
                    SELECT string_agg('(' || t.alternatives || ')', ' AND ')
                    INTO condition
                    FROM (
                        SELECT string_agg(format('s.text LIKE %%L', p.pattern), ' OR ') AS alternatives
                        FROM unnest(patterns, terms) AS p (pattern, term)
                        GROUP BY p.term
                    ) AS t;
                    IF condition IS NULL THEN RETURN; END IF;
                    RETURN QUERY EXECUTE
                        'SELECT s.customer_id, CAST(CASE WHEN NOT $4 OR s.text LIKE ANY ($2) THEN 0 '
                        'WHEN s.text LIKE ALL ($3) THEN 1 ELSE 2 END AS BIGINT) '
                        'FROM %1$I.customer_search AS s WHERE s.user_id = $1 AND ' || condition
                        USING account, first, second, ranked;
                END
                $body$
                $text$, current_schema());
            REVOKE ALL ON FUNCTION customer_search_hits(BIGINT, TEXT[], BIGINT[], TEXT[], TEXT[], BOOLEAN) FROM PUBLIC;
        END
        $outer$
        """
}
