import CRMDatabase
package import CRMPlatform

/// Tags: words that the account puts on customers.
package enum TagsFeature {
    package static let feature = Feature(
        name: "tags", migrations: migrations, endpoints: TagRoutes.endpoints,
        handlers: [
            .on(CustomersArchived.self) { event, work in try TagStore(work).setArchived(event.customers, true) },
            .on(CustomersRestored.self) { event, work in try TagStore(work).setArchived(event.customers, false) },
        ],
        exporters: [TagExport.exporter], inspections: TagInspections.all,
        personal: [PersonalTable("customer_tag_links", erasure: .deleted)], bulkActions: TagBulkActions.all)

    private static let migrations = [
        Migration(
            "tags/1-tags",
            [
                .createSequence(KeySequence("tag")),
                .createTable(
                    "customer_tags",
                    """
                    user_id int64 NOT NULL,
                    tag_key int64 NOT NULL,
                    id text NOT NULL,
                    name text NOT NULL,
                    folded_name text NOT NULL,
                    color text NOT NULL,
                    customer_count int64 NOT NULL CHECK (customer_count >= 0),
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, tag_key),
                    UNIQUE (user_id, id),
                    UNIQUE (user_id, folded_name)
                    """),
                index("creation", on: "created_at"),
                index("change", on: "updated_at"),
                index("name", on: "name"),
                index("size", on: "customer_count"),
                // A customer is not deleted while the counts of tags hold them.
                .createTable(
                    "customer_tag_links", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    tag_key int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    created_at int64 NOT NULL,
                    PRIMARY KEY (user_id, tag_key, customer_id),
                    FOREIGN KEY (user_id, tag_key) REFERENCES customer_tags (user_id, tag_key) ON DELETE CASCADE,
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """),
                .sql(
                    """
                    CREATE INDEX customer_tag_links_by_time
                    ON customer_tag_links (user_id, tag_key, created_at, customer_id)
                    """),
                .sql(
                    """
                    CREATE INDEX customer_tag_links_by_customer
                    ON customer_tag_links (user_id, customer_id, tag_key)
                    """),
            ]),
        Migration(
            "tags/2-archive",
            [
                .sql("ALTER TABLE customer_tag_links ADD COLUMN is_archived bool NOT NULL DEFAULT false"),
                .sql(
                    """
                    UPDATE customer_tag_links
                    SET is_archived = true
                    WHERE (user_id, customer_id) IN (
                        SELECT p.user_id, p.customer_id FROM customer_profiles AS p WHERE p.archived_at IS NOT NULL)
                    """),
                .sql(
                    """
                    UPDATE customer_tags
                    SET customer_count = (
                        SELECT count(*)
                        FROM customer_tag_links AS l
                        WHERE l.user_id = customer_tags.user_id
                            AND l.tag_key = customer_tags.tag_key
                            AND NOT l.is_archived)
                    WHERE (user_id, tag_key) IN (
                        SELECT l.user_id, l.tag_key FROM customer_tag_links AS l WHERE l.is_archived)
                    """),
                .sql("DROP INDEX customer_tag_links_by_time"),
                // Lists leave archived customers out; SQLite counts from the index when it holds the column.
                .sql(
                    """
                    CREATE INDEX customer_tag_links_by_time
                    ON customer_tag_links (user_id, tag_key, created_at, customer_id, is_archived)
                    WHERE NOT is_archived
                    """),
            ]),
    ]

    private static func index(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX customer_tags_by_\(name) ON customer_tags (user_id, \(columns), tag_key)")
    }
}
