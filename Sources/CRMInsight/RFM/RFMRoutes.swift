import CRMCore
import CRMPlatform
import CRMScience

/// ```
/// GET  /api/customers/rfm            saved scores and the distribution
/// POST /api/customers/rfm            computes the score of one customer
/// GET  /api/customers/rfm/settings   the account's thresholds
/// PUT  /api/customers/rfm/settings   changes them
/// POST /api/customers/rfm/preview    what such a change would do
/// GET  /api/customers/rfm/history    changes of segments
/// GET  /api/customers/rfm/migrations movement between segments from one day to another
/// GET  /api/customers/rfm/matrix     customers by recency and frequency
/// ```
enum RFMRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init(path, "Lists saved scores, the best first.", scope: .rfmRead, userID: .required), List.self
        ) { input, work in
            let report = try RFMScoring(work).report(input.filter, input.listing)
            return Answer(report, headers: report.total.map { [("X-Total-Count", String($0))] } ?? [])
        },
        .write(
            .post,
            .init(
                path, "Computes the score of one customer; with other `days` or `asOf` without saving it.",
                scope: .rfmWrite, userID: .required,
                refusals: [UnknownCustomer.refusal, (.conflict, "rfm.no_order_history")]),
            Compute.self
        ) { input, work in
            Answer(try RFMScoring(work).calculateRFMScore(input.customerID, days: input.days, asOf: input.asOf))
        },
        .get(
            .init("\(path)/settings", "The account's thresholds.", scope: .rfmRead), NoInput.self, tag: .whole
        ) { _, work in
            Answer(try view(work))
        },
        .write(
            .put,
            .init(
                "\(path)/settings", "Changes the thresholds; the next run follows for every score.", scope: .rfmWrite),
            SaveSettings.self, tag: .whole,
            current: { _, work in
                ThresholdsView(rules: try RFMSettings(work).lockedRules(), currency: work.account.currency)
            },
            change: { input, work in
                let settings = RFMSettings(work)
                let saved = try settings.lockedRules()
                try settings.save(try input.thresholds(over: saved.thresholds), mode: input.mode(over: saved.mode))
                return Answer(try view(work))
            }),
        .write(
            .post,
            .init("\(path)/preview", "What a change of the thresholds would do; saves nothing.", scope: .rfmRead),
            SaveSettings.self
        ) { input, work in
            let saved = try RFMSettings(work).rules()
            return Answer(
                try RFMScoring(work).preview(
                    try input.thresholds(over: saved.thresholds), mode: input.mode(over: saved.mode)))
        },
        .get(.init("\(path)/history", "Lists changes of segments, newest first.", scope: .rfmRead), History.self) {
            input, work in
            Answer(try RFMHistory(work).list(input.filter, input.listing))
        },
        .get(
            .init(
                "\(path)/migrations", "Movement between segments from the end of one day to that of another.",
                scope: .rfmRead), Migrations.self
        ) { input, work in
            let last = input.to ?? max(work.today, input.from ?? work.today)
            let first = input.from ?? last.advanced(days: -Migrations.standardDays)
            guard first <= last else {
                throw InvalidRequest([
                    FieldError(pointer: "/from", code: "field.order", detail: "must not be after to")
                ])
            }
            return Answer(try RFMHistory(work).migrations(from: first, to: last))
        },
        .get(
            .init("\(path)/matrix", "Customers and their value by recency and frequency score.", scope: .rfmRead),
            Matrix.self
        ) { input, work in
            Answer(try RFMScoring(work).matrix(monetaryScore: input.monetaryScore))
        },
    ]

    private static func view(_ work: Work) throws -> ThresholdsView {
        ThresholdsView(rules: try RFMSettings(work).rules(), currency: work.account.currency)
    }

    private static let path = "/api/customers/rfm"

    struct List: RequestInput {
        let filter: RFMScoreFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            var filter = RFMScoreFilter()
            filter.segment = query.optional("segment", .closedSet)
            filter.customerID = query.optional("customerId", .id, "This customer only.")
            filter.times = ListTimes(query, created: "Computed", updated: "Computed")
            self.filter = filter
            listing = Listing(query, keys: RFMStore.sortKeys, standard: RFMScoreFilter.standardSort)
        }
    }

    struct Compute: RequestInput {
        let customerID: CustomerID
        let days: Int?
        let asOf: Moment?

        init(_ request: RequestReader) {
            customerID = request.body.required("customerId", .id)
            days = request.body.optional(
                "days", .integer(RFMThresholds.windowDaysRange), "Window in calendar days. Default: the account's.")
            asOf = request.body.optional("asOf", .moment, "A day, taken in whole, or a time. Default: now.")
        }
    }

    struct History: RequestInput {
        let filter: RFMChangeFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            var filter = RFMChangeFilter()
            filter.customerID = query.optional("customerId", .id, "This customer only.")
            filter.from = query.optional("from", .closedSet, "Changes from this segment.")
            filter.to = query.optional("to", .closedSet, "Changes to this segment.")
            filter.after = query.optional("after", .moment, "Changed after this day or time.")
            filter.before = query.optional("before", .moment, "Changed before this day or time.")
            filter.times = ListTimes(query, created: "Changed", updated: "Changed")
            self.filter = filter
            let keys = RFMHistory.sortKeys
            listing = Listing(query, keys: keys, standard: SortOrder(keys[0], descending: true))
        }
    }

    struct Migrations: RequestInput {
        let from: CalendarDay?
        let to: CalendarDay?

        /// Days that the movement takes in when no begin is told.
        static let standardDays = 30

        init(_ request: RequestReader) {
            from = request.query.optional("from", .day, "From the end of this day. Default: 30 days before `to`.")
            to = request.query.optional(
                "to", .day, "To the end of this day. Default: today, or `from` when that is later.")
        }
    }

    struct Matrix: RequestInput {
        let monetaryScore: Int?

        init(_ request: RequestReader) {
            monetaryScore = request.query.optional(
                "monetaryScore", .integer(RFMBands.scores), "Customers of this monetary score only.")
        }
    }

    struct SaveSettings: RequestInput {
        let mode: Patch<RFMMode>
        let windowDays: Patch<Int>
        let recencyDays: Patch<[Int]>
        let frequencyOrders: Patch<[Int]>
        let monetaryAmounts: Patch<[DecimalNumber]>

        init(_ request: RequestReader) {
            let body = request.body
            let count = RFMBands.boundCount
            mode = body.patch("mode", .closedSet)
            windowDays = body.patch("windowDays", .integer(RFMThresholds.windowDaysRange))
            recencyDays = body.patch("recencyDays", .list(.integer(RFMThresholds.recencyDaysRange), count: count))
            frequencyOrders = body.patch(
                "frequencyOrders", .list(.integer(RFMThresholds.frequencyOrdersRange), count: count))
            monetaryAmounts = body.patch(
                "monetaryAmounts",
                .list(
                    .decimal(
                        0...RFMThresholds.maximumMonetaryAmount, decimals: RFMThresholds.maximumMonetaryDecimals),
                    count: count))
        }

        func mode(over saved: RFMMode) -> RFMMode { mode.applied(to: saved, standard: RFMRules.standard.mode) }

        func thresholds(over saved: RFMThresholds) throws -> RFMThresholds {
            let standard = RFMThresholds.standard
            do throws(InvalidRFMThresholds) {
                return try RFMThresholds(
                    windowDays: windowDays.applied(to: saved.windowDays, standard: standard.windowDays),
                    recencyDays: recencyDays.applied(to: saved.recencyDays, standard: standard.recencyDays),
                    frequencyOrders: frequencyOrders.applied(
                        to: saved.frequencyOrders, standard: standard.frequencyOrders),
                    monetaryAmounts: monetaryAmounts.applied(
                        to: saved.monetaryAmounts, standard: standard.monetaryAmounts))
            } catch {
                throw InvalidRequest(error.fields)
            }
        }
    }
}
