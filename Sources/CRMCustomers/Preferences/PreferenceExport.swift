import CRMCore
import CRMDatabase
package import CRMPlatform

/// Preferences to files.
enum PreferenceExport {
    static let exporter = Exporter(
        name: "preferences",
        summary: "All preferences that were saved as a file, in the order in which the customers were made.",
        scope: .preferencesRead, columns: columns
    ) { query in
        let times = ListTimes(query, created: "First saved")
        return ExportWalk(of: PreferenceStore.table, step: ExportLimits.longRowsPerStep) { work in
            times.conditions(created: "f.created_at", updated: "f.updated_at", in: work.account.calendar)
        } _: { row, work in
            try PreferenceStore(work).decode(&row)
        }
    }

    private static let columns = [
        "customer_id", "email_notifications", "sms_notifications", "push_notifications", "marketing_emails",
        "marketing_sms", "preferred_contact_method", "language", "time_zone", "quiet_hours_start", "quiet_hours_end",
        "max_messages_per_week", "subscribed_topics", "unsubscribed_topics", "gdpr_consent", "gdpr_consent_date",
        "do_not_contact", "updated_at",
    ]
}

extension CustomerPreferences: ExportRecord {
    package var rows: [[ExportCell]] {
        [
            [
                .text(customerID.value), ExportCell(choices.emailNotifications), ExportCell(choices.smsNotifications),
                ExportCell(choices.pushNotifications), ExportCell(consents.marketingEmails),
                ExportCell(consents.marketingSms), ExportCell(choices.preferredContactMethod), ExportCell(language),
                ExportCell(timeZone), ExportCell(choices.quietHours?.start.text),
                ExportCell(choices.quietHours?.end.text),
                choices.maximumMessagesPerWeek.map { ExportCell($0) } ?? .empty, topics(subscribed: true),
                topics(subscribed: false), ExportCell(consents.gdprConsent), ExportCell(consents.gdprConsentDate),
                ExportCell(doNotContact), ExportCell(updatedAt),
            ]
        ]
    }

    /// The topics as a JSON array, since they may hold any sign.
    private func topics(subscribed isSubscribed: Bool) -> ExportCell {
        let own = choices.topics.filter { $0.isSubscribed == isSubscribed }.map { JSON.string($0.topic) }
        return own.isEmpty ? .empty : .text(JSON.array(own).text)
    }
}
