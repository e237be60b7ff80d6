import CRMCore
import CRMPlatform

/// ```
/// GET  /api/customers/orders                      a list
/// POST /api/customers/orders                      upsert: one as JSON, many as NDJSON
/// GET  /api/customers/orders/{orderId}            one
/// POST /api/customers/orders/{orderId}/refunds    give money back
/// ```
enum OrderRoutes {
    static let endpoints: [Endpoint] = [
        .get(.init(path, "Lists orders.", scope: .ordersRead), List.self) { input, work in
            Answer(try OrderBook(work).list(input.filter, input.listing))
        },
        .post(
            .init(path, "Records an order, or many: one JSON object a line as NDJSON.", scope: .ordersWrite),
            OrderInput.self, lines: OrderInput.self, statuses: [200, 201], tag: .whole,
            one: { input, work in
                let book = OrderBook(work)
                let outcome = try book.record([input])[0]
                if case .rejected(let error) = outcome { throw error }
                return Answer(status: outcome == .created ? 201 : 200, try book.order(input.orderID))
            },
            many: { lines, work in Answer(try OrderLines(lines, work).record()) }),
        .get(
            .init("\(path)/{orderId}", "One order.", scope: .ordersRead, refusals: [unknownOrder]), One.self,
            tag: .whole
        ) { input, work in
            Answer(try OrderBook(work).order(input.orderID))
        },
        .write(
            .post,
            .init(
                "\(path)/{orderId}/refunds", "Refunds an amount, lines, or all that is left.", scope: .ordersWrite,
                refusals: [
                    unknownOrder, (.conflict, "order.refund_exceeds_total"), (.conflict, "order.refund_id_used"),
                    (.conflict, "order.too_many_refunds"),
                ]),
            RefundOrder.self, statuses: [200, 201], tag: .whole
        ) { input, work in
            let (order, isNew) = try OrderBook(work).refund(input.orderID, input.refund)
            return Answer(status: isNew ? 201 : 200, order)
        },
    ]

    private static let path = "/api/customers/orders"
    private static let unknownOrder: (kind: DomainErrorKind, code: String) = (.notFound, "order.unknown")

    struct List: RequestInput {
        let filter: OrderFilter
        let listing: Listing

        init(_ request: RequestReader) {
            let query = request.query
            var filter = OrderFilter()
            filter.customerID = query.optional("customerId", .id, "Orders of this customer.")
            filter.status = query.optional("status", .closedSet)
            filter.channel = query.optional("channel", .text(max: OrderLimits.word))
            filter.placedAfter = query.optional("placedAfter", .moment, "Placed after this day or time.")
            filter.placedBefore = query.optional("placedBefore", .moment, "Placed before this day or time.")
            filter.times = ListTimes(query, created: "Recorded", updated: "Version")
            self.filter = filter
            listing = Listing(
                query, keys: OrderStore.sortKeys, standard: SortOrder(OrderStore.sortKeys[0], descending: true))
        }
    }

    struct One: RequestInput {
        let orderID: OrderID

        init(_ request: RequestReader) {
            orderID = request.path.required("orderId", .id)
        }
    }

    struct RefundOrder: RequestInput {
        let orderID: OrderID
        let refund: RefundRequest

        init(_ request: RequestReader) {
            orderID = request.path.required("orderId", .id)
            let body = request.body
            refund = RefundRequest(
                refundID: body.optional(
                    "refundId", .text(max: OrderLimits.word),
                    "Unique within the order; the same again changes nothing. Default: a fresh one."),
                amount: body.optional(
                    "amount", .amount, "In the order's currency. Default: that of `lines`, or the rest."),
                lines: body.optional("lines", .list(.object(RefundedLine.self), max: OrderLimits.lines)),
                refundedAt: body.optional("refundedAt", .instant, "Default: now."),
                reason: body.optional("reason", .text(max: OrderLimits.text)))
            if refund.amount != nil, refund.lines != nil {
                body.fail("amount", "field.conflict", "cannot be given with lines")
            }
        }
    }
}

/// Many orders in one request: the good ones go in, each bad one is reported with its line.
struct OrderLines {
    private let lines: [InputLine<OrderInput>]
    private let work: Work

    init(_ lines: [InputLine<OrderInput>], _ work: Work) {
        self.lines = lines
        self.work = work
    }

    func record() throws -> OrderLinesSummary {
        var summary = OrderLinesSummary()
        let good = lines.good(&summary.refused)
        for (entry, outcome) in zip(good, try OrderBook(work).record(good.map(\.value))) {
            summary.add(outcome, line: entry.number)
        }
        summary.refused.sort()
        return summary
    }
}

/// What became of many orders.
struct OrderLinesSummary: JSONObjectEncodable {
    private var created = 0
    private var updated = 0
    private var unchanged = 0
    private var stale = 0
    var refused = RefusedLines()

    mutating func add(_ outcome: UpsertOutcome, line: Int) {
        switch outcome {
        case .created: created += 1
        case .updated: updated += 1
        case .unchanged: unchanged += 1
        case .stale: stale += 1
        case .rejected(let error): refused.add(error.fields, line: line)
        }
    }

    static let typeName = "OrderLinesSummary"

    static let fields: [OutputField<OrderLinesSummary>] = [
        OutputField("created") { $0.created },
        OutputField("updated") { $0.updated },
        OutputField("unchanged", "Known already, with the same content.") { $0.unchanged },
        OutputField("stale", "A newer version was known already.") { $0.stale },
        OutputField("failed", "Lines that did not go in; each has entries in `errors`.") { $0.refused.count },
        OutputField("errors", "At most 5 of a line and 1,000 of all.") { $0.refused.errors },
    ]
}
