import CRMCore
import CRMTesting

/// What a database says of how it answers one query.
struct ListPlan {
    let query: RecordedQuery
    private let isPostgres: Bool

    init(_ query: RecordedQuery, _ backend: TestBackend) {
        self.query = query
        isPostgres = backend == .postgres
    }

    /// The tables that hold rows by the thousand; of an empty one PostgreSQL reads the whole.
    private static let filledTables: Set = [
        "api_keys",
        "bulk_actions",
        "customer_analytics",
        "customer_addresses",
        "customer_communication_events",
        "customer_communications",
        "customer_consents",
        "customer_identities",
        "customer_label_changes",
        "customer_interactions",
        "customer_note_versions",
        "customer_notes",
        "customer_nps_answers",
        "customer_profiles",
        "customer_rfm_history",
        "customer_rfm_scores",
        "customer_search",
        "customer_search_prefixes",
        "customer_segment_members",
        "customer_segments",
        "customer_tag_links",
        "customer_tags",
        "imports",
        "jobs",
        "customer_loyalty_points",
        "loyalty_ledger",
        "loyalty_lots",
        "loyalty_programs",
        "loyalty_wallets",
        "orders",
        "products",
    ]

    var isCount: Bool { query.text.hasPrefix("SELECT count(*)") }

    /// What an account's page must never be found by: the whole of a table or an index.
    var wholeScans: [String] {
        if isPostgres {
            return nodes.filter { $0.type == "Seq Scan" && Self.filledTables.contains($0.relation) }
                .map { "Seq Scan on \($0.relation)" }
        }
        let own = Set(query.plan.compactMap { Self.name(in: $0, after: ["CO-ROUTINE ", "MATERIALIZE "]) })
        return query.plan.filter { line in
            guard let name = Self.name(in: line, after: ["SCAN "]) else { return false }
            let isFree = own.contains(name) || line.contains("CONSTANT ROW") || query.text.contains(" AS staged")
            // `M` is a MATCH, that is a look-up of the words.
            let isMatch = line.contains("VIRTUAL TABLE INDEX") && line.contains(":M")
            let isStaged = query.text.contains("FROM temp.") && query.text.contains("AS \(name)\n")
            return !isFree && !isMatch && !isStaged && !name.hasPrefix("(")
        }
    }

    /// Whether the rows are put in order after they were found.
    func sorts(moreThan limit: Double) -> Bool {
        if isPostgres { return nodes.contains { $0.type.hasSuffix("Sort") && $0.inputRows > limit } }
        // What finds the page; what comes after it puts the rows of the page in order once more.
        let inner = query.plan.first.flatMap { Self.name(in: $0, after: ["CO-ROUTINE "]) }
        let finding = query.plan.prefix { line in inner.map { line != "SCAN \($0)" } ?? true }
        return finding.contains { $0.hasPrefix("USE TEMP B-TREE FOR") && $0.hasSuffix("ORDER BY") }
    }

    /// Whether the index takes part.
    func uses(_ index: String) -> Bool {
        if isPostgres { return nodes.contains { $0.index == index } }
        return query.plan.contains { $0.contains("INDEX \(index) ") || $0.hasSuffix("INDEX \(index)") }
    }

    /// Rows that were read, whether they were wanted or not; PostgreSQL tells.
    var visitedRows: Double { nodes.filter { $0.type.hasSuffix("Scan") }.map(\.visitedRows).max() ?? 0 }

    private static func name(in line: String, after words: [String]) -> String? {
        guard let word = words.first(where: { line.hasPrefix($0) }) else { return nil }
        return line.dropFirst(word.count).split(separator: " ").first.map(String.init)
    }

    /// A node of PostgreSQL's plan.
    private struct Node {
        let type: String
        let relation: String
        let index: String?
        let visitedRows: Double
        let inputRows: Double
    }

    private var nodes: [Node] {
        guard let text = query.plan.first,
            let json = try? JSONParser.parse(Array(text.utf8), limits: JSONLimits(depth: 64, values: 100_000)),
            let root = json.elements.first?["Plan"]
        else { return [] }
        return Self.nodes(root)
    }

    private static func nodes(_ json: JSON) -> [Node] {
        func number(_ node: JSON, _ name: String) -> Double { node[name]?.number.flatMap(Double.init) ?? 0 }
        let loops = max(1, number(json, "Actual Loops"))
        let seen = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"]
        let children = json["Plans"]?.elements ?? []
        let node = Node(
            type: json["Node Type"]?.string ?? "", relation: json["Relation Name"]?.string ?? "",
            index: json["Index Name"]?.string, visitedRows: loops * seen.map { number(json, $0) }.reduce(0, +),
            inputRows: children.map { number($0, "Actual Rows") }.reduce(0, +))
        return [node] + children.flatMap(nodes)
    }
}
