import CRMDatabase

/// Rows of this area.
extension FilledShop {
    static func contacts(_ numbers: Numbers) -> [SQL] {
        [addressRows(numbers), consentRows(numbers), noteRows(numbers), versionRows(numbers)]
    }

    private static func addressRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_addresses (user_id, address_key, customer_id, id, address_type, is_default, line1, country,
            created_at, updated_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + i, 'a' || i,
            CASE WHEN i % 1000 = 1 THEN 'office' ELSE 'shipping' END, (1 = 1), 'Street',
            CASE WHEN i % 1000 = 2 THEN 'FR' ELSE 'DE' END, \(numbers.start) + i * 1000,
            \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }

    private static func consentRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_consents (user_id, consent_key, customer_id, id, purpose, channel, lawful_basis, status,
            source, occurred_at, created_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + i, 'k' || i,
            CASE WHEN i % 1000 = 1 THEN 'survey' ELSE 'marketing' END,
            CASE WHEN i % 1000 = 2 THEN 'sms' ELSE 'email' END, 'consent',
            CASE WHEN i % 1000 = 3 THEN 'denied' ELSE 'granted' END, 'api',
            \(numbers.start) + i * 7919 % 100000 * 1000, \(numbers.start) + i * 1000
        FROM n
        """
    }

    private static func noteRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_notes (user_id, note_key, customer_id, id, content, note_type, priority, is_pinned,
            remind_at, completed_at, version, created_at, updated_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + i, \(numbers.first) + i, 'n' || i, 'text',
            CASE WHEN i % 1000 = 1 THEN 'complaint' ELSE 'internal' END,
            CASE WHEN i % 1000 = 2 THEN 'urgent' ELSE 'normal' END, i % 1000 = 3,
            CASE WHEN i % 4 = 0 THEN \(numbers.start) + i * 6007 % 100000 * 1000 END,
            CASE WHEN i % 8 = 0 THEN \(numbers.start) + i * 1000 END, CASE WHEN i = 7 THEN 1000 ELSE 1 END,
            \(numbers.start) + i * 1000, \(numbers.start) + i * 7919 % 100000 * 1000
        FROM n
        """
    }

    /// One note was changed often.
    private static func versionRows(_ numbers: Numbers) -> SQL {
        """
        INSERT INTO customer_note_versions (user_id, note_key, version, customer_id, content, note_type, priority,
            is_pinned, written_at, replaced_at)
        \(numbers.each)
        SELECT \(numbers.account), \(numbers.first) + 7, i, \(numbers.first) + 7, 'text', 'internal', 'normal', (1 = 0),
            \(numbers.start) + i * 1000, \(numbers.start) + i * 1000 + 1000
        FROM n
        """
    }
}
