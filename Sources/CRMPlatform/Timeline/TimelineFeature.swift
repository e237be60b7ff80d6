import CRMDatabase

/// The timeline: what the features know of one customer, in one stream.
package enum TimelineFeature {
    /// What it keeps itself: the comings and goings of tags and segments.
    package static let labels = Feature(
        name: "labels", migrations: migrations,
        handlers: [
            .on(TagAdded.self) { event, work in
                try LabelHistory(work, .tag).note((event.tag.id, event.tag.name), isAdded: true, on: event.customers)
            },
            .on(TagRemoved.self) { event, work in
                try LabelHistory(work, .tag).note((event.tag.id, event.tag.name), isAdded: false, on: event.customers)
            },
            .on(SegmentJoined.self) { event, work in
                try LabelHistory(work, .segment).note(
                    (event.segment.id, event.segment.name), isAdded: true, on: event.customers)
            },
            .on(SegmentLeft.self) { event, work in
                try LabelHistory(work, .segment).note(
                    (event.segment.id, event.segment.name), isAdded: false, on: event.customers)
            },
        ],
        personal: [PersonalTable("customer_label_changes", columns: ["name"], erasure: .deleted)],
        timeline: [
            TimelinePart("tag", scope: .tagsRead) { customer, place, limit, work in
                try LabelHistory(work, .tag).timeline(of: customer, below: place, limit)
            },
            TimelinePart("segment", scope: .segmentsRead) { customer, place, limit, work in
                try LabelHistory(work, .segment).timeline(of: customer, below: place, limit)
            },
        ])

    /// The stream of these parts.
    package static func feature(parts: [TimelinePart]) -> Feature {
        Feature(name: "timeline", endpoints: TimelineRoutes(parts: parts).endpoints)
    }

    static let keys = KeySequence("label_change")

    private static let migrations = [
        Migration(
            "labels/1-changes",
            [
                .createSequence(keys),
                .createTable(
                    "customer_label_changes", clustered: true,
                    """
                    user_id int64 NOT NULL,
                    customer_id int64 NOT NULL,
                    kind text NOT NULL,
                    changed_at int64 NOT NULL,
                    change_key int64 NOT NULL,
                    label_id text NOT NULL,
                    name text NOT NULL,
                    is_added bool NOT NULL,
                    PRIMARY KEY (user_id, customer_id, kind, changed_at, change_key),
                    FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
                        ON DELETE CASCADE
                    """),
                // What customers have came at a known time; what they had and lost before is not known.
                .sql(
                    """
                    INSERT INTO customer_label_changes (user_id, customer_id, kind, changed_at, change_key, label_id,
                        name, is_added)
                    SELECT l.user_id, l.customer_id, 'tag', l.created_at, -l.tag_key, t.id, t.name, (1 = 1)
                    FROM customer_tag_links AS l
                    JOIN customer_tags AS t ON t.user_id = l.user_id AND t.tag_key = l.tag_key
                    """),
                .sql(
                    """
                    INSERT INTO customer_label_changes (user_id, customer_id, kind, changed_at, change_key, label_id,
                        name, is_added)
                    SELECT m.user_id, m.customer_id, 'segment', m.created_at, -m.segment_key, s.id, s.name, (1 = 1)
                    FROM customer_segment_members AS m
                    JOIN customer_segments AS s ON s.user_id = m.user_id AND s.segment_key = m.segment_key
                    """),
            ])
    ]
}
