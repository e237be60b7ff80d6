import CRMCommerce
package import CRMCore
import CRMDatabase
package import CRMPlatform

/// Figures of the whole account: totals, and who bought for the first time and who came back, month by month.
package struct AccountFigures {
    private let work: Work
    private var account: Account { work.account }

    package init(_ work: Work) {
        self.work = work
    }

    /// The months of both days, and those between. Throws ``InvalidRequest`` for a stretch that ends before it begins or is too
    /// long.
    package func months(from: CalendarDay?, to: CalendarDay?) throws -> MonthSpan {
        let last = CalendarMonth(of: to ?? max(work.today, from ?? work.today))
        let first = from.map { CalendarMonth(of: $0) } ?? last.advanced(months: 1 - MonthSpan.standardCount)
        guard first.number <= last.number else {
            throw InvalidRequest([
                FieldError(pointer: "/from", code: "field.order", detail: "must not be after to")
            ])
        }
        guard last.number - first.number < MonthSpan.maximumCount else {
            throw InvalidRequest([
                FieldError(
                    pointer: "/from", code: "field.range",
                    detail: "must not lie more than \(MonthSpan.maximumCount) months before to")
            ])
        }
        return MonthSpan(first: first, last: last)
    }

    /// Totals of all times, and the months one by one.
    package func summary(_ months: MonthSpan) throws -> AnalyticsSummary {
        var lines = months.all.map { MonthFigures(month: $0, new: .none, returning: .none, currency: account.currency) }
        for cell in try cells(months) {
            let index = cell.month.number - months.first.number
            if cell.firstMonth == cell.month {
                lines[index].new.add(cell.figures)
            } else {
                lines[index].returning.add(cell.figures)
            }
        }
        return AnalyticsSummary(totals: try totals(), months: lines, account: account)
    }

    /// The customers who first bought in each of the months, and what became of them up to the last one.
    package func cohorts(_ months: MonthSpan) throws -> CohortTable {
        let cells = try cells(months)
        let byFirst = Dictionary(grouping: cells) { $0.firstMonth }
        let through = min(months.last.number, CalendarMonth(of: work.today).number)
        let cohorts = months.all.filter { $0.number <= through }.map { month in
            let own = Dictionary((byFirst[month] ?? []).map { ($0.month, $0.figures) }) { first, _ in first }
            let size = own[month]?.customers ?? 0
            let steps = (month.number...through).map { number in
                let figures = own[CalendarMonth(number: number)] ?? .none
                return CohortStep(
                    months: number - month.number, size: size, figures: figures, currency: account.currency)
            }
            return Cohort(month: month, size: size, steps: steps)
        }
        return CohortTable(months: months, cohorts: cohorts)
    }

    private func totals() throws -> AccountTotals {
        let totals = try work.session.first(
            """
            SELECT count(*), count(CASE WHEN p.total_orders > 0 THEN 1 END),
                count(CASE WHEN p.total_orders > 1 THEN 1 END),
                CAST(coalesce(sum(p.total_orders), 0) AS BIGINT), coalesce(\(SQL.boundedSum("p.total_spent")), 0)
            FROM customer_profiles AS p
            WHERE p.user_id = \(account.key)
            """
        ) { row in
            AccountTotals(
                customers: try row.read(), withOrders: try row.read(), withRepeats: try row.read(),
                orders: try row.read(), spent: try row.read())
        }
        return totals ?? AccountTotals(customers: 0, withOrders: 0, withRepeats: 0, orders: 0, spent: 0)
    }

    /// What customers with one month of their first order did in one month.
    private struct Cell {
        /// Nil when it lies before the stretch.
        let firstMonth: CalendarMonth?
        let month: CalendarMonth
        let figures: PurchaseFigures
    }

    /// One pass over the account's purchases up to the end of the months. A month is told by comparing days with its
    /// bounds; days before the first month are one of their own, the number 0.
    private func cells(_ months: MonthSpan) throws -> [Cell] {
        let bounds = months.all.map(\.firstDay)
        let place = place(of: "p.placed_day", among: bounds, from: 0)
        return try work.session.all(
            """
            SELECT c.first_place, c.place, count(*), CAST(sum(c.orders) AS BIGINT), \(SQL.boundedSum("c.spent"))
            FROM (
                SELECT b.place, b.orders, b.spent, min(b.place) OVER (PARTITION BY b.customer_id) AS first_place
                FROM (
                    SELECT q.customer_id, q.place, count(*) AS orders, \(SQL.boundedSum("q.value")) AS spent
                    FROM (
                        SELECT p.customer_id, p.value, \(place) AS place
                        FROM \(OrderStore.purchases) AS p
                        WHERE p.user_id = \(account.key) AND p.placed_day < \(months.last.advanced(months: 1).firstDay)
                    ) AS q
                    GROUP BY q.customer_id, q.place
                ) AS b
            ) AS c
            WHERE c.place > 0
            GROUP BY c.first_place, c.place
            ORDER BY c.first_place, c.place
            """
        ) { row in
            let (first, place): (Int, Int) = (try row.read(), try row.read())
            let figures = PurchaseFigures(customers: try row.read(), orders: try row.read(), spent: try row.read())
            return Cell(
                firstMonth: first > 0 ? months.first.advanced(months: first - 1) : nil,
                month: months.first.advanced(months: place - 1), figures: figures)
        }
    }

    /// How many of the bounds a day has reached, by halving: a dozen comparisons tell one of a thousand months.
    private func place(of day: SQL, among bounds: [CalendarDay], from count: Int) -> SQL {
        guard !bounds.isEmpty else { return SQL(unsafeText: String(count)) }
        let middle = bounds.count / 2
        let below = place(of: day, among: Array(bounds[..<middle]), from: count)
        let above = place(of: day, among: Array(bounds[(middle + 1)...]), from: count + middle + 1)
        let bound = SQL(unsafeText: String(bounds[middle].number))
        return "(CASE WHEN \(day) < \(bound) THEN \(below) ELSE \(above) END)"
    }
}
