/// One way to ask for a list, and the index that must carry its pages.
struct ListCase: Sendable, CustomStringConvertible {
    let path: String
    let query: String
    /// Nil where the order does not come from one index of a table.
    let index: String?
    /// True where a filter and another order meet: the rows of the filter are put in order.
    let isSorted: Bool
    /// What stands for the id in the path.
    let id: String

    init(_ path: String, _ query: String, _ index: String?, isSorted: Bool = false, id: String = "") {
        self.path = path
        self.query = query
        self.index = index
        self.isSorted = isSorted
        self.id = id
    }

    var description: String { "\(path)?\(query)" }
    /// The path as it is asked for.
    var place: String { path.replacing("{id}", with: id) }

    /// Both directions of a sort.
    static func both(_ path: String, _ sort: String, _ index: String, id: String = "") -> [ListCase] {
        [sort, "-" + sort].map { ListCase(path, "sort=\($0)", index, id: id) }
    }

    /// The cases by area.
    private static let areas: [[ListCase]] = [
        customersCases,
        contactCases,
        commerceCases,
        productCases,
        insightCases,
        analyticsCases,
        segmentCases,
        tagCases,
        loyaltyCases,
        communicationCases,
        eventCases,
        bulkCases,
        platformCases,
        governanceCases,
    ]

    static let all = areas.flatMap { $0 }
}
