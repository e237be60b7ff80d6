import CRMDatabase
package import CRMPlatform

/// Preferences: how customers want to be reached, and whether they may be.
package enum PreferencesFeature {
    package static let feature = Feature(
        name: "preferences", migrations: migrations, endpoints: PreferenceRoutes.endpoints,
        handlers: [.on(ContactIntended.self) { event, work in try ContactRules(work).judge(event) }],
        exporters: [PreferenceExport.exporter],
        personal: [
            PersonalTable(
                "customer_preferences",
                columns: [
                    "email_notifications", "sms_notifications", "push_notifications", "preferred_contact_method",
                    "quiet_hours_start", "quiet_hours_end", "max_messages_per_week", "topics", "marketing_emails",
                    "marketing_sms", "gdpr_consent", "gdpr_consent_date",
                ],
                erasure: .deleted)
        ])

    private static let migrations = [
        Migration(
            "preferences/1-preferences",
            [
                .createTable(
                    "customer_preferences",
                    """
                    user_id int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    email_notifications bool NOT NULL,
                    sms_notifications bool NOT NULL,
                    push_notifications bool NOT NULL,
                    preferred_contact_method text NOT NULL
                        CHECK (preferred_contact_method IN ('email', 'sms', 'phone', 'push', 'none')),
                    quiet_hours_start int64 CHECK (quiet_hours_start BETWEEN 0 AND 1439),
                    quiet_hours_end int64 CHECK (quiet_hours_end BETWEEN 0 AND 1439),
                    max_messages_per_week int64 CHECK (max_messages_per_week >= 0),
                    topics json NOT NULL,
                    marketing_emails bool NOT NULL,
                    marketing_sms bool NOT NULL,
                    gdpr_consent bool NOT NULL,
                    gdpr_consent_date int64,
                    created_at int64 NOT NULL,
                    updated_at int64 NOT NULL,
                    PRIMARY KEY (user_id, customer_id),
                    CHECK ((quiet_hours_start IS NULL) = (quiet_hours_end IS NULL)),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE RESTRICT
                    """)
            ])
    ]
}
