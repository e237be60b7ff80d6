import CRMDatabase
package import CRMPlatform

/// Addresses of customers.
package enum AddressesFeature {
    package static let feature = Feature(
        name: "addresses", migrations: migrations, endpoints: AddressRoutes.endpoints,
        handlers: AddressStore.archivedRows.handlers, exporters: [AddressExport.exporter],
        inspections: [archived],
        personal: [
            PersonalTable(
                "customer_addresses",
                columns: [
                    "recipient", "company", "line1", "line2", "city", "region", "postal_code", "country", "phone",
                ],
                erasure: .deleted)
        ],
        timeline: [
            TimelinePart("address", scope: .addressesRead) { customer, place, limit, work in
                try AddressStore(work).timeline(of: customer, below: place, limit)
            }
        ])

    static let keys = KeySequence("address")

    private static let archived = AddressStore.archivedRows.inspection(
        "addresses.archived", "Lists of addresses leave out those of archived customers.")

    private static let migrations = [
        Migration(
            "addresses/1-addresses",
            [
                .createSequence(keys),
                .createTable(
                    "customer_addresses",
                    """
                    user_id int64 NOT NULL,
                    address_key int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    id text NOT NULL,
                    address_type text NOT NULL CHECK (address_type IN ('billing', 'shipping', 'home', 'office')),
                    is_default bool NOT NULL,
                    recipient text,
                    company text,
                    line1 text NOT NULL,
                    line2 text,
                    city text,
                    region text,
                    postal_code text,
                    country text NOT NULL CHECK (length(country) = 2),
                    phone text,
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, address_key),
                    UNIQUE (user_id, id),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """),
                .sql(
                    """
                    CREATE UNIQUE INDEX customer_addresses_default
                    ON customer_addresses (user_id, customer_id, address_type) WHERE is_default
                    """),
                index("creation", on: "created_at"),
                index("change", on: "updated_at"),
                index("type", on: "address_type, created_at"),
                index("country", on: "country, created_at"),
                index("customer", on: "customer_id, created_at"),
                index("customer_and_change", on: "customer_id, updated_at"),
            ]),
        Migration(
            "addresses/2-archive",
            ArchivedRows.steps(
                "customer_addresses", key: "address_key",
                [
                    ArchivedRows.Index(name: "creation", columns: "created_at"),
                    ArchivedRows.Index(name: "change", columns: "updated_at"),
                    ArchivedRows.Index(name: "type", columns: "address_type, created_at"),
                    ArchivedRows.Index(name: "country", columns: "country, created_at"),
                ])),
    ]

    private static func index(_ name: String, on columns: String) -> MigrationStep {
        .sql("CREATE INDEX customer_addresses_by_\(name) ON customer_addresses (user_id, \(columns), address_key)")
    }
}
