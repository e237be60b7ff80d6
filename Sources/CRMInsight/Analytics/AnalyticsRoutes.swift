import CRMCore
import CRMPlatform
import CRMScience

/// ```
/// GET  /api/customers/analytics          saved analytics, a bare array
/// POST /api/customers/analytics          computes those of one customer
/// GET  /api/customers/analytics/churn    the churn risk of one customer, from as much history as is asked for
/// GET  /api/customers/analytics/settings the account's churn horizon
/// PUT  /api/customers/analytics/settings changes it
/// GET  /api/customers/analytics/summary  figures of the account, new against returning by month
/// GET  /api/customers/analytics/cohorts  customers by the month of their first order
/// ```
struct AnalyticsRoutes {
    let signals: [SignalSource]

    private static let path = "/api/customers/analytics"

    var endpoints: [Endpoint] { customers + settings + accounts }

    private var customers: [Endpoint] {
        [
            .get(
                .init(
                    Self.path, "Lists saved analytics, the best customers first.", scope: .analyticsRead,
                    userID: .required), List.self
            ) { input, work in
                Answer(try Analytics(work).list(input.filter, input.listing), input.links)
            },
            .write(
                .post,
                .init(
                    Self.path, "Computes the analytics of one customer.", scope: .analyticsWrite, userID: .required,
                    refusals: [UnknownCustomer.refusal, (.conflict, "analytics.archived")]), Compute.self
            ) { [signals] input, work in
                Answer(try Analytics(work, signals: signals).updateCustomerAnalytics(input.customerID))
            },
            .get(
                .init(
                    "\(Self.path)/churn", "The probability that one customer buys nothing within the churn horizon.",
                    scope: .analyticsRead, refusals: [UnknownCustomer.refusal]), Churn.self
            ) { input, work in
                Answer(try Analytics(work).calculateChurnRisk(input.customerID, days: input.days))
            },
        ]
    }

    private var settings: [Endpoint] {
        [
            .get(
                .init("\(Self.path)/settings", "The account's churn horizon.", scope: .analyticsRead), NoInput.self,
                tag: .whole
            ) { _, work in
                Answer(AnalyticsSettingsView(churnHorizonDays: try AnalyticsSettings(work).churnHorizonDays()))
            },
            .write(
                .put,
                .init(
                    "\(Self.path)/settings", "Changes the churn horizon; the analytics of all customers follow.",
                    scope: .analyticsWrite), SaveSettings.self, tag: .whole,
                current: { _, work in
                    AnalyticsSettingsView(churnHorizonDays: try AnalyticsSettings(work).lockedHorizonDays())
                },
                change: { input, work in
                    let settings = AnalyticsSettings(work)
                    let saved = try settings.lockedHorizonDays()
                    let standard = AnalyticsSettings.standardHorizonDays
                    try settings.save(churnHorizonDays: input.churnHorizonDays.applied(to: saved, standard: standard))
                    return Answer(AnalyticsSettingsView(churnHorizonDays: try settings.churnHorizonDays()))
                }),
        ]
    }

    private var accounts: [Endpoint] {
        [
            .get(
                .init(
                    "\(Self.path)/summary", "Figures of the account, with new and returning customers by month.",
                    scope: .analyticsRead), Period.self
            ) { input, work in
                let figures = AccountFigures(work)
                return Answer(try figures.summary(try figures.months(from: input.from, to: input.to)))
            },
            .get(
                .init(
                    "\(Self.path)/cohorts", "Customers by the month of their first order, month after month.",
                    scope: .analyticsRead), Period.self
            ) { input, work in
                let figures = AccountFigures(work)
                return Answer(try figures.cohorts(try figures.months(from: input.from, to: input.to)))
            },
        ]
    }

    struct List: RequestInput {
        let filter: AnalyticsFilter
        let listing: Listing
        let links: ListLinks

        init(_ request: RequestReader) {
            let query = request.query
            var filter = AnalyticsFilter()
            filter.customerID = query.optional("customerId", .id, "This customer only.")
            filter.times = ListTimes(query, created: "Computed", updated: "Computed")
            self.filter = filter
            listing = Listing(query, keys: AnalyticsStore.sortKeys, standard: Analytics.standardSort)
            links = ListLinks(AnalyticsRoutes.path, query)
        }
    }

    struct Compute: RequestInput {
        let customerID: CustomerID

        init(_ request: RequestReader) {
            customerID = request.body.required("customerId", .id)
        }
    }

    struct Churn: RequestInput {
        let customerID: CustomerID
        let days: Int

        static let daysRange = 1...3650

        init(_ request: RequestReader) {
            customerID = request.query.required("customerId", .id)
            days = request.query.optional(
                "days", .integer(Churn.daysRange), default: ChurnEstimate.standardDays,
                "Days of history to look back over.")
        }
    }

    struct SaveSettings: RequestInput {
        let churnHorizonDays: Patch<Int>

        init(_ request: RequestReader) {
            churnHorizonDays = request.body.patch(
                "churnHorizonDays", .integer(AnalyticsSettings.horizonDays),
                "Days without an order by which a customer counts as lost.")
        }
    }

    struct Period: RequestInput {
        let from: CalendarDay?
        let to: CalendarDay?

        init(_ request: RequestReader) {
            from = request.query.optional(
                "from", .day, "Begins with the month of this day. Default: eleven months before that of `to`.")
            to = request.query.optional(
                "to", .day, "Ends with the month of this day. Default: today, or `from` when that is later.")
        }
    }
}
