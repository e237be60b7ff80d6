import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func communications(_ numbers: Numbers) -> [SQL] {
        [messageRows(numbers), eventRows(numbers), labelRows(numbers)]
    }

    /// One of a thousand is inbound, one bounced, one of a campaign; one of three was not sent.
    private static func messageRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_communications (user_id, communication_key, customer_id, id, communication_type, channel,
            direction, status, campaign_id, provider_message_id, sent_at, happened_at, created_at, updated_at, metadata,
            message)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + i, 'm' || i,
            CASE WHEN i % 1000 = 1 THEN 'chat' ELSE 'email' END, CASE WHEN i % 1000 = 2 THEN 'letter' ELSE 'email' END,
            CASE WHEN i % 1000 = 3 THEN 'inbound' ELSE 'outbound' END,
            CASE WHEN i % 1000 = 4 THEN 'bounced' ELSE 'sent' END, CASE WHEN i % 1000 = 5 THEN 'spring' END, 'p' || i,
            CASE WHEN i % 3 <> 0 THEN \(numbers.start) + i * 7919 % 100000 * 1000 END, \(numbers.start) + i * 1000,
            \(numbers.start) + i * 1000, \(numbers.start) + i * 7919 % 100000 * 1000, '{}', 'text'
        FROM n
        """
    }

    /// Much happened to one message.
    private static func eventRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_communication_events (user_id, event_key, communication_key, customer_id, id, status,
            occurred_at, metadata, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + 7, \(numbers.first) + 7, 'v' || i,
            'opened', \(numbers.start) + i * 7919 % 100000 * 1000 + i % 1000, '{}', \(numbers.start) + i * 1000
        FROM n
        """
    }

    private static func labelRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_label_changes (user_id, customer_id, kind, changed_at, change_key, label_id, name,
            is_added)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, 'tag', \(numbers.start) + i * 1000, i, 't' || i, 'name',
            (1 = 1)
        FROM n
        """
    }
}
