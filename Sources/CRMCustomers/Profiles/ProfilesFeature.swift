import CRMCore
import CRMDatabase
package import CRMPlatform

/// Customer profiles: the records of the shop's customers.
package enum ProfilesFeature {
    package static let feature = Feature(
        name: "profiles", migrations: CustomerDirectory.migrations + migrations, endpoints: ProfileRoutes.endpoints,
        handlers: [
            .on(CustomersReferenced.self) { event, work in try Profiles(work).ensureExist(event.contacts) },
            .on(CustomersWithdrawn.self) { event, work in try Profiles(work).withdraw(event.contacts) },
            .on(OrdersChanged.self) { event, work in
                try ProfileStore(work).save(event.totals)
                try Profiles(work).restoreBuyers(event.totals)
            },
            .on(SegmentsScored.self) { event, work in
                try ProfileStore(work).saveSegments(event.segments, asOf: event.asOf)
            },
            .on(CustomersAnalysed.self) { event, work in try ProfileStore(work).saveFigures(event.figures) },
        ],
        importers: [CustomerImport.importer], exporters: [CustomerExport.exporter], jobs: [StatusAging.kind],
        inspections: ProfileInspections.all, personal: personal,
        timeline: [
            TimelinePart("profile", scope: .profilesRead) { customer, place, limit, work in
                try ProfileStore(work).timeline(of: customer, below: place, limit)
            }
        ],
        bulkActions: ProfileBulkActions.all)

    private static let personal = [
        PersonalTable("customer_identities", columns: ["external_id"], erasure: .deleted),
        PersonalTable(
            "customer_profiles",
            columns: [
                "external_id", "first_name", "last_name", "email", "phone", "company_name", "birthday", "language",
                "time_zone", "tags", "attributes",
            ],
            erasure: .emptied),
        PersonalTable("customer_search", columns: ["text", "prefixes"], erasure: .deleted),
        PersonalTable("customer_search_prefixes", columns: ["prefix"], erasure: .deleted),
    ]

    private static let migrations = [
        Migration(
            "profiles/1-profiles",
            [
                .createTable(
                    "customer_profiles",
                    """
                    user_id int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    external_id text NOT NULL,
                    first_name text,
                    last_name text,
                    email text,
                    phone text,
                    company_name text,
                    customer_type text NOT NULL CHECK (customer_type IN ('retail', 'wholesale', 'distributor')),
                    source text NOT NULL CHECK (source IN ('direct', 'marketplace', 'referral')),
                    status text NOT NULL CHECK (status IN ('active', 'inactive', 'vip', 'at_risk', 'lost')),
                    status_source text NOT NULL CHECK (status_source IN ('automatic', 'manual')),
                    predicted_value int64,
                    total_spent int64 NOT NULL DEFAULT 0,
                    total_orders int64 NOT NULL DEFAULT 0 CHECK (total_orders >= 0),
                    first_order_date int64,
                    last_order_date int64,
                    rfm_segment text CHECK (rfm_segment IN ('Champions', 'VIP', 'New Customers', 'Loyal Customers',
                        'Potential Loyalists', 'At Risk', 'Lost')),
                    churn_risk double CHECK (churn_risk BETWEEN 0 AND 1),
                    birthday int64,
                    language text,
                    time_zone text,
                    do_not_contact bool NOT NULL,
                    attributes json NOT NULL,
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, customer_id),
                    UNIQUE (user_id, external_id)
                    """),
                .sql(
                    """
                    CREATE INDEX customer_profiles_by_creation
                    ON customer_profiles (user_id, created_at, customer_id)
                    """),
                .sql(
                    """
                    CREATE INDEX customer_profiles_by_status
                    ON customer_profiles (user_id, status, created_at, customer_id)
                    """),
                .sql(
                    """
                    CREATE INDEX customer_profiles_by_segment
                    ON customer_profiles (user_id, rfm_segment, created_at, customer_id)
                    """),
            ]),
        ProfileSearchSchema.migration,
        Migration(
            "profiles/3-lists",
            [
                index("change", on: "updated_at"),
                index("spending", on: "total_spent"),
                index("order_count", on: "total_orders"),
                index("last_order", on: "last_order_date"),
                index("name", on: "last_name"),
                index("type", on: "customer_type, created_at"),
                index("source", on: "source, created_at"),
            ]),
        Migration(
            "profiles/4-newcomers",
            [
                .sql(
                    """
                    CREATE INDEX customer_profiles_newcomers
                    ON customer_profiles (user_id, created_at, customer_id)
                    WHERE status = 'active' AND status_source = 'automatic' AND rfm_segment IS NULL
                    """)
            ]),
        Migration(
            "profiles/5-tags",
            [.sql("ALTER TABLE customer_profiles ADD COLUMN tags json NOT NULL DEFAULT '[]'")]),
        ProfileArchiveSchema.migration,
    ]

    private static func index(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX customer_profiles_by_\(name) ON customer_profiles (user_id, \(columns), customer_id)")
    }
}
