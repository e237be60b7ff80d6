import CRMCore
import CRMDatabase
package import CRMPlatform

/// Segments: groups of customers that the account makes.
package enum SegmentsFeature {
    package static let feature = Feature(
        name: "segments", migrations: migrations, endpoints: SegmentRoutes.endpoints,
        handlers: [
            .on(CustomersArchived.self) { event, work in try SegmentStore(work).setArchived(event.customers, true) },
            .on(CustomersRestored.self) { event, work in try SegmentStore(work).setArchived(event.customers, false) },
        ],
        exporters: SegmentExport.exporters, inspections: SegmentInspections.all,
        personal: [PersonalTable("customer_segment_members", erasure: .deleted)],
        bulkActions: SegmentBulkActions.all)

    private static let migrations = [
        Migration(
            "segments/1-segments",
            [
                .createSequence(KeySequence("segment")),
                .createTable(
                    "customer_segments",
                    """
                    user_id int64 NOT NULL,
                    segment_key int64 NOT NULL,
                    id text NOT NULL,
                    name text NOT NULL,
                    folded_name text NOT NULL,
                    description text,
                    color text NOT NULL,
                    kind text NOT NULL CHECK (kind IN ('static', 'dynamic')),
                    criteria json NOT NULL,
                    is_active bool NOT NULL,
                    member_count int64 NOT NULL CHECK (member_count >= 0),
                    version int64 NOT NULL CHECK (version >= 1),
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, segment_key),
                    UNIQUE (user_id, id),
                    UNIQUE (user_id, folded_name)
                    """),
                index("creation", on: "created_at"),
                index("change", on: "updated_at"),
                index("name", on: "name"),
                index("size", on: "member_count"),
                index("activity", on: "is_active, created_at"),
                // A customer is not deleted while the counts of segments hold them.
                .createTable(
                    "customer_segment_members", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    segment_key int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    created_at int64 NOT NULL,
                    PRIMARY KEY (user_id, segment_key, customer_id),
                    FOREIGN KEY (user_id, segment_key) REFERENCES customer_segments (user_id, segment_key)
                        ON DELETE CASCADE,
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """),
                .sql(
                    """
                    CREATE INDEX customer_segment_members_by_time
                    ON customer_segment_members (user_id, segment_key, created_at, customer_id)
                    """),
                .sql(
                    """
                    CREATE INDEX customer_segment_members_by_customer
                    ON customer_segment_members (user_id, customer_id, created_at, segment_key)
                    """),
            ]),
        Migration(
            "segments/2-archive",
            [
                .sql("ALTER TABLE customer_segment_members ADD COLUMN is_archived bool NOT NULL DEFAULT false"),
                .sql(
                    """
                    UPDATE customer_segment_members
                    SET is_archived = true
                    WHERE (user_id, customer_id) IN (
                        SELECT p.user_id, p.customer_id FROM customer_profiles AS p WHERE p.archived_at IS NOT NULL)
                    """),
                .sql(
                    """
                    UPDATE customer_segments
                    SET member_count = (
                        SELECT count(*)
                        FROM customer_segment_members AS m
                        WHERE m.user_id = customer_segments.user_id
                            AND m.segment_key = customer_segments.segment_key
                            AND NOT m.is_archived)
                    WHERE (user_id, segment_key) IN (
                        SELECT m.user_id, m.segment_key FROM customer_segment_members AS m WHERE m.is_archived)
                    """),
                .sql("DROP INDEX customer_segment_members_by_time"),
                // Lists leave archived customers out; SQLite counts from the index when it holds the column.
                .sql(
                    """
                    CREATE INDEX customer_segment_members_by_time
                    ON customer_segment_members (user_id, segment_key, created_at, customer_id, is_archived)
                    WHERE NOT is_archived
                    """),
            ]),
    ]

    private static func index(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX customer_segments_by_\(name) ON customer_segments (user_id, \(columns), segment_key)")
    }
}
