import CRMCore
import CRMPlatform
import CRMScience

/// ```
/// GET  /api/customers/rfm            saved scores and the distribution
/// POST /api/customers/rfm            computes the score of one customer
/// GET  /api/customers/rfm/settings   the account's thresholds
/// PUT  /api/customers/rfm/settings   changes them
/// ```
enum RFMRoutes {
    static let endpoints: [Endpoint] = [
        .get(
            .init(path, "Lists saved scores, the best first.", scope: .rfmRead, userID: .required), List.self
        ) { input, work in
            let (report, total) = try RFMScoring(work).report(
                segment: input.segment, customerID: input.customerID, input.page)
            return Answer(report, headers: [("X-Total-Count", String(total))])
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
        .get(.init("\(path)/settings", "The account's thresholds.", scope: .rfmRead), NoInput.self) { _, work in
            Answer(ThresholdsView(thresholds: try RFMSettings(work).thresholds()))
        },
        .write(
            .put,
            .init("\(path)/settings", "Changes the thresholds; scores follow with the next run.", scope: .rfmWrite),
            SaveSettings.self
        ) { input, work in
            let settings = RFMSettings(work)
            try settings.save(try input.thresholds(over: try settings.thresholds()))
            return Answer(ThresholdsView(thresholds: try settings.thresholds()))
        },
    ]

    private static let path = "/api/customers/rfm"

    struct List: RequestInput {
        let segment: RFMSegment?
        let customerID: CustomerID?
        let page: PageRequest

        init(_ request: RequestReader) {
            segment = request.query.optional("segment", .closedSet)
            customerID = request.query.optional("customerId", .id, "This customer only.")
            page = PageRequest(request.query)
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

    struct SaveSettings: RequestInput {
        let windowDays: Int?
        let recencyDays: [Int]?
        let frequencyOrders: [Int]?
        let monetaryAmounts: [DecimalNumber]?

        init(_ request: RequestReader) {
            let body = request.body
            let count = RFMBands.boundCount
            windowDays = body.given("windowDays", .integer(RFMThresholds.windowDaysRange))
            recencyDays = body.given("recencyDays", .list(.integer(RFMThresholds.recencyDaysRange), count: count))
            frequencyOrders = body.given(
                "frequencyOrders", .list(.integer(RFMThresholds.frequencyOrdersRange), count: count))
            monetaryAmounts = body.given(
                "monetaryAmounts",
                .list(
                    .decimal(
                        0...RFMThresholds.maximumMonetaryAmount, decimals: RFMThresholds.maximumMonetaryDecimals),
                    count: count))
        }

        func thresholds(over saved: RFMThresholds) throws -> RFMThresholds {
            do throws(InvalidRFMThresholds) {
                return try RFMThresholds(
                    windowDays: windowDays ?? saved.windowDays, recencyDays: recencyDays ?? saved.recencyDays,
                    frequencyOrders: frequencyOrders ?? saved.frequencyOrders,
                    monetaryAmounts: monetaryAmounts ?? saved.monetaryAmounts)
            } catch {
                throw InvalidRequest(error.fields)
            }
        }
    }
}
