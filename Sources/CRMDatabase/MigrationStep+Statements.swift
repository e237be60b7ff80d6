import CRMCore

extension MigrationStep {
    /// What the step runs on the database, in order.
    func statements(for dialect: Dialect) -> [String] {
        switch self {
        case .createTable(let name, let clustered, let body):
            [createTable(name, clustered, body, dialect)]
        case .sql(let text):
            [MigrationTypes.replaceTokens(in: text, for: dialect)]
        case .only(let only, let text):
            only == dialect ? [text] : []
        case .createSequence(let sequence):
            [createSequence(sequence, dialect)]
        case .rebuildTable(let name, let clustered, let body, let copy, let indexes, let postgres):
            switch dialect {
            case .sqlite: rebuild(name, clustered, body, copy) + indexes
            case .postgres: postgres.map { MigrationTypes.replaceTokens(in: $0, for: dialect) }
            }
        }
    }

    /// True for a step that needs the foreign keys suspended on SQLite.
    var rebuildsTable: Bool {
        if case .rebuildTable = self { true } else { false }
    }

    /// The step as written, for both databases: what the checksum covers.
    var source: [String] {
        switch self {
        case .createTable(let name, let clustered, let body):
            ["createTable", name, "\(clustered)", body]
        case .sql(let text):
            ["sql", text]
        case .only(let dialect, let text):
            ["only", dialect.rawValue, text]
        case .createSequence(let sequence):
            ["createSequence", sequence.name]
        case .rebuildTable(let name, let clustered, let body, let copy, let indexes, let postgres):
            ["rebuildTable", name, "\(clustered)", body, "copy"] + copy + ["indexes"] + indexes + ["postgres"]
                + postgres
        }
    }

    private func createTable(_ name: String, _ clustered: Bool, _ body: String, _ dialect: Dialect) -> String {
        let columns = MigrationTypes.replaceTokens(in: body, for: dialect)
        let options =
            switch dialect {
            case .sqlite: clustered ? " STRICT, WITHOUT ROWID" : " STRICT"
            case .postgres: ""
            }
        return "CREATE TABLE \(name) (\n\(columns)\n)\(options)"
    }

    private func createSequence(_ sequence: KeySequence, _ dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: "INSERT INTO key_sequences (name, last) VALUES ('\(sequence.name)', 0)"
        case .postgres: "CREATE SEQUENCE \(sequence.name)_keys AS BIGINT"
        }
    }

    private func rebuild(_ name: String, _ clustered: Bool, _ body: String, _ copy: [String]) -> [String] {
        let columns = copy.joined(separator: ", ")
        return [
            createTable("rebuilt_\(name)", clustered, body, .sqlite),
            "INSERT INTO rebuilt_\(name) (\(columns)) SELECT \(columns) FROM \(name)",
            "DROP TABLE \(name)",
            "ALTER TABLE rebuilt_\(name) RENAME TO \(name)",
        ]
    }
}

extension Migration {
    /// FNV-1a of 64 bits over the source of every step, as 16 hexadecimal digits.
    var checksum: String {
        var hash = FNV1a()
        for part in steps.flatMap(\.source) {
            hash.add(part)
            // Text holds no zero, so that parts cannot run into one another.
            hash.add(UInt8(0))
        }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
