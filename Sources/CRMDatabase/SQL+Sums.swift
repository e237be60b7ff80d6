extension SQL {
    /// The sum of whole numbers that are not negative; `Int64.max` when it would be more than 9.2 · 10^18, and NULL without
    /// rows.
    ///
    /// A plain sum ends the statement there, on SQLite as on PostgreSQL. The two halves of the numbers add up to less.
    package static func boundedSum(_ number: SQL) -> SQL {
        """
        CAST(CASE
            WHEN sum(\(number) / 1000000) >= 9200000000000 THEN 9223372036854775807
            ELSE sum(\(number) / 1000000) * 1000000 + sum(\(number) % 1000000)
        END AS BIGINT)
        """
    }
}
