import CRMCore
import CRMDatabase
import CRMPlatform

/// What must hold between the trail of consents and what is shown of it.
enum ConsentInspections {
    static let all = [contact, projection]

    private static let contact = Inspection(
        "consents.contact", "Do-not-contact of a profile is what the customer decided last."
    ) { stretch, work in
        """
        SELECT 'customer ' || p.customer_id || ': do-not-contact is not what the trail says'
        FROM customer_profiles AS p
        WHERE p.user_id = \(work.account.key)
            AND \(stretch.contains("p.customer_id"))
            AND p.do_not_contact IS DISTINCT FROM coalesce(
                \(latest(ConsentPurpose.contact, ["any"])) <> 'granted', p.do_not_contact)
        """
    }

    private static let projection = Inspection(
        "consents.preferences", "Marketing and GDPR consent of the preferences are what the customer decided last."
    ) { stretch, work in
        """
        SELECT 'customer ' || p.customer_id || ': the preferences show other consents than the trail'
        FROM customer_profiles AS p
        LEFT JOIN customer_preferences AS f ON f.user_id = p.user_id AND f.customer_id = p.customer_id
        WHERE p.user_id = \(work.account.key)
            AND \(stretch.contains("p.customer_id"))
            AND (\(differs("f.marketing_emails", ConsentPurpose.marketing, ["email", "any"]))
                OR \(differs("f.marketing_sms", ConsentPurpose.marketing, ["sms", "any"]))
                OR \(differs("f.gdpr_consent", ConsentPurpose.dataProcessing, ["any"])))
        """
    }

    private static func differs(_ column: SQL, _ purpose: String, _ channels: [String]) -> SQL {
        "coalesce(\(column), (1 = 0)) <> coalesce(\(latest(purpose, channels)) = 'granted', (1 = 0))"
    }

    private static func latest(_ purpose: String, _ channels: [String]) -> SQL {
        """
        (SELECT c.status
        FROM customer_consents AS c
        WHERE c.user_id = p.user_id
            AND c.customer_id = p.customer_id
            AND c.purpose = \(purpose)
            AND c.channel IN (\(channels.map { "\($0)" as SQL }.joined(separator: ", ")))
        ORDER BY c.occurred_at DESC, c.consent_key DESC
        LIMIT 1)
        """
    }
}
