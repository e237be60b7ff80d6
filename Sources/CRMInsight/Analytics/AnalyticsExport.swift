import CRMCore
import CRMDatabase
package import CRMPlatform

/// Analytics of customers to files.
enum AnalyticsExport {
    static let exporter = Exporter(
        name: "analytics",
        summary: "The analytics of all customers as a file, in the order in which the customers were made.",
        scope: .analyticsRead, columns: columns
    ) { query in
        let times = ListTimes(query, created: "Computed", updated: "Computed")
        return ExportWalk(of: AnalyticsStore.table, step: ExportLimits.longRowsPerStep) { work in
            times.conditions(created: "a.calculated_at", updated: "a.calculated_at", in: work.account.calendar)
        } _: { row, work in
            try AnalyticsStore(work).decode(&row)
        }
    }

    private static let columns = [
        "customer_id", "total_orders", "total_spent", "average_order_value", "repeat_purchase_rate",
        "purchase_frequency", "average_days_between_orders", "days_since_last_order", "expected_next_order_date",
        "preferred_products", "preferred_categories", "preferred_channel", "preferred_hour", "churn_risk",
        "churn_model", "churn_reasons", "lifetime_value", "predicted_value", "predicted_orders", "probability_alive",
        "engagement_score", "behavioral_score", "health_score", "health_band", "nps_score", "calculated_at",
    ]
}

extension CustomerAnalytics: ExportRecord {
    package var rows: [[ExportCell]] { [orderCells + forecastCells + scoreCells] }

    private var orderCells: [ExportCell] {
        [
            .text(customerID.value), ExportCell(figures.totalOrders), ExportCell(figures.totalSpent),
            ExportCell(figures.averageOrderValue), ExportCell(figures.repeatPurchaseRate),
            ExportCell(figures.purchaseFrequency), ExportCell(figures.averageDaysBetweenOrders),
            ExportCell(figures.daysSinceLastOrder), ExportCell(figures.expectedNextOrderDay),
            AnalyticsExport.cell(figures.preferredProducts), AnalyticsExport.cell(figures.preferredCategories),
            ExportCell(figures.preferredChannel), ExportCell(figures.preferredHour),
        ]
    }

    private var forecastCells: [ExportCell] {
        let reasons = figures.churnReasons.joined(separator: "\n")
        return [
            ExportCell(figures.churnRisk), ExportCell(figures.churnModel), reasons.isEmpty ? .empty : .text(reasons),
            ExportCell(figures.lifetimeValue), ExportCell(figures.predictedValue), ExportCell(figures.predictedOrders),
            ExportCell(figures.probabilityAlive),
        ]
    }

    private var scoreCells: [ExportCell] {
        [
            ExportCell(figures.engagementScore), ExportCell(figures.behavioralScore), ExportCell(figures.healthScore),
            ExportCell(figures.healthBand), ExportCell(figures.npsScore), ExportCell(calculatedAt),
        ]
    }
}

extension AnalyticsExport {
    /// A list as the JSON of the API.
    fileprivate static func cell<Item: JSONObjectEncodable>(_ list: StoredList<Item>) -> ExportCell {
        list.text == "[]" ? .empty : .text(list.text)
    }
}
