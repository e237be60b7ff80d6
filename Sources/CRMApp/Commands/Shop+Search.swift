import CRMCore
import CRMCustomers
import CRMDatabase
import CRMGovernance
import CRMPlatform

extension Shop {
    /// Makes customers searchable that were there before the search, some thousands a transaction; it goes on where it
    /// was stopped. Answers with how many accounts had some.
    @discardableResult
    package func fillSearch() async throws -> Int {
        var filled = 0
        var last = AccountKey(0)
        while true {
            let key = last
            let accounts = try await database.read { session in
                try AccountStore(session).list(after: key, limit: Shop.listLimit)
            }
            guard let end = accounts.last else { return filled }
            for account in accounts where try await workplace.read(account, { try ProfileSearchStore($0).isPending() })
            {
                while try await workplace.write(account, { work in try ProfileSearchStore(work).fill() }) {}
                filled += 1
            }
            last = end.key
        }
    }
}
