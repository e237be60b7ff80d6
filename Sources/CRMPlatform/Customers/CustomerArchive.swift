package import CRMCore
package import CRMDatabase

/// Customers were archived: they leave lists, counts and computations, and nothing of theirs is lost.
package struct CustomersArchived: DomainEvent {
    package let customers: [CustomerKey]

    package init(customers: [CustomerKey]) {
        self.customers = customers
    }
}

/// Archived customers are back.
package struct CustomersRestored: DomainEvent {
    package let customers: [CustomerKey]

    package init(customers: [CustomerKey]) {
        self.customers = customers
    }
}

/// Which customers of the account are archived.
package struct CustomerArchive {
    private let work: Work

    package init(_ work: Work) {
        self.work = work
    }

    /// Their keys as a query of one column, `customer_id`, which reads an index of these customers alone.
    package var keys: SQL {
        """
        SELECT a.customer_id
        FROM customer_profiles AS a
        WHERE a.user_id = \(work.account.key) AND a.archived_at IS NOT NULL
        """
    }

    /// Whether there are none, as in most accounts.
    package func isEmpty() throws -> Bool { try !work.session.value("SELECT EXISTS (\(keys))") }
}
