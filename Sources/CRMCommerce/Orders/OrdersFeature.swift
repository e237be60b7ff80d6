import CRMDatabase
package import CRMPlatform

/// Orders: the source of every metric.
package enum OrdersFeature {
    package static let feature = Feature(
        name: "orders", migrations: migrations, endpoints: OrderRoutes.endpoints, importers: [OrderImport.importer],
        exporters: [OrderExport.exporter], inspections: OrderInspections.all,
        personal: [
            PersonalTable("orders", columns: ["external_id"], erasure: .emptied),
            PersonalTable("order_lines", erasure: .emptied),
            PersonalTable("order_refunds", columns: ["reason"], erasure: .emptied),
        ],
        timeline: [
            TimelinePart("order", scope: .ordersRead) { customer, place, limit, work in
                try OrderStore(work).timeline(of: customer, below: place, limit)
            },
            TimelinePart("refund", scope: .ordersRead) { customer, place, limit, work in
                try OrderStore(work).refundTimeline(of: customer, below: place, limit)
            },
        ],
        days: [DayColumns("orders", ["placed_day"], .day(of: "placed_at"))])

    private static let migrations = [
        Migration(
            "orders/1-orders",
            [
                .createSequence(KeySequence("order")),
                .createTable(
                    "orders", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    placed_at int64 NOT NULL,
                    order_key int64 NOT NULL,
                    placed_day int64 NOT NULL,
                    external_id text NOT NULL,
                    status text NOT NULL CHECK (status IN ('pending', 'paid', 'fulfilled', 'cancelled', 'refunded')),
                    currency text NOT NULL,
                    total int64 NOT NULL CHECK (total >= 0),
                    refunded int64 NOT NULL CHECK (refunded BETWEEN 0 AND total),
                    exchange_rate text,
                    is_qualifying bool NOT NULL,
                    value int64 NOT NULL CHECK (value >= 0),
                    channel text,
                    updated_at int64 NOT NULL,
                    fingerprint int64 NOT NULL,
                    created_at int64 NOT NULL,
                    PRIMARY KEY (user_id, customer_id, placed_at, order_key),
                    UNIQUE (user_id, external_id),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """),
                .sql("CREATE INDEX orders_by_time ON orders (user_id, placed_at, order_key)"),
                .createTable(
                    "order_lines", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    placed_at int64 NOT NULL,
                    order_key int64 NOT NULL,
                    line int64 NOT NULL CHECK (line >= 1),
                    sku text,
                    name text,
                    category text,
                    quantity int64 NOT NULL CHECK (quantity >= 0),
                    unit_price int64 NOT NULL CHECK (unit_price >= 0),
                    PRIMARY KEY (user_id, customer_id, placed_at, order_key, line),
                    FOREIGN KEY (user_id, customer_id, placed_at, order_key)
                        REFERENCES orders (user_id, customer_id, placed_at, order_key) ON DELETE CASCADE
                    """),
                .createTable(
                    "order_refunds", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    placed_at int64 NOT NULL,
                    order_key int64 NOT NULL,
                    refund_id text NOT NULL,
                    amount int64 NOT NULL CHECK (amount >= 0),
                    refunded_at int64 NOT NULL,
                    reason text,
                    PRIMARY KEY (user_id, customer_id, placed_at, order_key, refund_id),
                    FOREIGN KEY (user_id, customer_id, placed_at, order_key)
                        REFERENCES orders (user_id, customer_id, placed_at, order_key) ON DELETE CASCADE
                    """),
            ]),
        Migration(
            "orders/2-lists",
            [
                index("status", on: "status, placed_at"),
                index("channel", on: "channel, placed_at", where: "channel IS NOT NULL"),
                index("recording", on: "created_at"),
                index("version", on: "updated_at"),
            ]),
        Migration(
            "orders/3-timeline",
            [
                .sql(
                    """
                    CREATE INDEX order_refunds_by_customer
                    ON order_refunds (user_id, customer_id, refunded_at, order_key)
                    """)
            ]),
        Migration("orders/4-refunded-lines", [.sql("ALTER TABLE order_refunds ADD COLUMN lines text")]),
    ]

    private static func index(_ name: String, on columns: String, where condition: String? = nil) -> MigrationStep {
        let part = condition.map { " WHERE \($0)" } ?? ""
        return .sql("CREATE INDEX orders_by_\(name) ON orders (user_id, \(columns), order_key)\(part)")
    }
}
