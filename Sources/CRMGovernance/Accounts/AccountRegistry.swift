package import CRMCore
package import CRMDatabase
package import CRMPlatform

/// The accounts of a database, for work that no request started.
package struct AccountRegistry: AccountSource {
    private let database: any Database

    package init(database: any Database) {
        self.database = database
    }

    package func account(_ key: AccountKey) async throws -> Account? {
        try await database.read { session in try AccountStore(session).find(key) }
    }

    package func accounts(after key: AccountKey?, limit: Int) async throws -> [Account] {
        try await database.read { session in try AccountStore(session).list(after: key, limit: limit) }
    }
}
