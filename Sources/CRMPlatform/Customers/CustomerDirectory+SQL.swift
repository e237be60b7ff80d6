package import CRMCore
package import CRMDatabase

extension CustomerDirectory {
    /// The key of the customer within a statement; NULL when the account has none of that id.
    package func key(leadingFrom customerID: CustomerID) -> SQL {
        """
        (SELECT i.customer_id
        FROM customer_identities AS i
        WHERE i.user_id = \(work.account.key) AND i.external_id = \(customerID))
        """
    }

    /// The public id of the customer of a row, looked up for the rows of an answer only; `alias` names the row.
    package static func publicID(of alias: SQL) -> SQL {
        """
        (SELECT i.external_id
        FROM customer_identities AS i
        WHERE i.user_id = \(alias).user_id AND i.customer_id = \(alias).customer_id AND i.is_primary)
        """
    }
}
