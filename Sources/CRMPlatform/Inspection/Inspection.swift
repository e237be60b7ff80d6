import CRMCore
package import CRMDatabase

/// Something that must hold in every account's data, and how to find where it does not.
///
/// It visits the account a stretch of customers at a time, so that no transaction grows with the account.
package struct Inspection: Sendable {
    /// `feature.what`, such as `orders.metrics`.
    package let name: String
    /// What holds, as a sentence.
    package let summary: String
    /// What is broken among these customers, in words; it need not tell more than so many.
    let find: @Sendable (InspectedStretch, Work, _ limit: Int) throws -> [String]

    /// By a query of what is broken among these customers: one text column a row, and nothing else.
    package init(
        _ name: String, _ summary: String, violations: @escaping @Sendable (InspectedStretch, Work) throws -> SQL
    ) {
        self.name = name
        self.summary = summary
        find = { stretch, work, limit in
            let query = try violations(stretch, work)
            return try work.session.all("SELECT * FROM (\(query)) AS v LIMIT \(limit)") { row in
                try row.read(String.self)
            }
        }
    }

    /// By what SQL cannot compute, such as hashes.
    package init(
        _ name: String, _ summary: String,
        finding: @escaping @Sendable (InspectedStretch, Work) throws -> [String]
    ) {
        self.name = name
        self.summary = summary
        find = { stretch, work, limit in Array(try finding(stretch, work).prefix(limit)) }
    }
}

/// Customers of one step of an inspection: above the one key, up to the other.
package struct InspectedStretch: Sendable {
    let after: CustomerKey
    let through: CustomerKey

    /// True for one stretch of the account: where an inspection looks at what belongs to no customer.
    package var isFirst: Bool { after == .nobody }

    /// `customer_id > … AND customer_id <= …` for the column.
    package func contains(_ column: SQL) -> SQL {
        "\(column) > \(after) AND \(column) <= \(through)"
    }
}

/// What an inspection found in one account.
package struct InspectionResult: Sendable {
    package let inspection: Inspection
    /// The first of what is broken, in words that name ids of the account, no personal data.
    package let violations: [String]

    /// Violations that are told.
    package static let maximumViolations = 20
}

extension Workplace {
    /// Customers that one step of an inspection visits.
    private static let customersPerStep = 20_000

    /// Runs one inspection over the whole account; ends early when enough is broken to tell.
    package func run(_ inspection: Inspection, in account: Account) async throws -> InspectionResult {
        var found: [String] = []
        var next: CustomerKey? = .nobody
        while let after = next, found.count < InspectionResult.maximumViolations {
            let limit = InspectionResult.maximumViolations - found.count
            let step = try await read(account) { work -> (next: CustomerKey?, found: [String]) in
                let last = try CustomerDirectory(work).lastKey(after: after, count: Workplace.customersPerStep)
                // The last stretch is open, so that rows of customers whom the directory does not know are seen too.
                let stretch = InspectedStretch(after: after, through: last ?? CustomerKey(.max))
                return (last, try inspection.find(stretch, work, limit))
            }
            found += step.found
            next = step.next
        }
        return InspectionResult(inspection: inspection, violations: found)
    }
}
