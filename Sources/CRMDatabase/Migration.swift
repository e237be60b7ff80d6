/// One step of the schema's history. Shipped migrations never change: their checksum is kept in the database.
package struct Migration: Sendable {
    /// `feature/number-what`, unique; within a feature the order is that of the list.
    package let name: String
    package let steps: [MigrationStep]

    /// What stands before the slash: migrations of one feature build on one another.
    var feature: Substring { name.prefix { $0 != "/" } }

    package init(_ name: String, _ steps: [MigrationStep]) {
        self.name = name
        self.steps = steps
    }
}

/// A change of the schema, written once for both databases; column types are tokens (`int64`, `double`, `text`, `bool`,
/// `json`, `blob`), in lower case as whole words. A column with such a name is written in double quotes.
package enum MigrationStep: Sendable {
    /// `CREATE TABLE` with the given body of columns and constraints. A clustered table keeps its rows in primary-key
    /// order without a rowid (SQLite).
    case createTable(String, clustered: Bool = false, String)
    /// A statement that both databases understand, after the types are replaced.
    case sql(String)
    /// A statement of one database only, in its own words: no token is replaced.
    case only(Dialect, String)
    /// A source of integer keys.
    case createSequence(KeySequence)
    /// A change of a table's columns or constraints: SQLite builds the table anew and copies the columns over;
    /// PostgreSQL runs the given statements. Indexes and triggers are listed again, since a rebuild drops them.
    case rebuildTable(
        String, clustered: Bool = false, body: String, copy: [String], indexes: [String], postgres: [String])
}

/// What a migration run did.
package struct MigrationReport: Sendable, Equatable {
    /// Names of the migrations that were applied, in order.
    package let applied: [String]

    package init(applied: [String]) {
        self.applied = applied
    }
}

/// How the schema of a database stands to this program.
package enum SchemaState: Sendable, Equatable {
    case current
    /// The named migrations have not been applied yet.
    case behind([String])
    /// The database holds migrations this program does not know, or a known one with another text.
    case incompatible(String)
}
