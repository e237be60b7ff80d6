package import CRMDatabase

extension CustomerDirectory {
    /// The public id of the customer of a row, looked up for the rows of an answer only; `alias` names the row.
    package static func publicID(of alias: SQL) -> SQL {
        """
        (SELECT i.external_id
        FROM customer_identities AS i
        WHERE i.user_id = \(alias).user_id AND i.customer_id = \(alias).customer_id AND i.is_primary)
        """
    }
}
