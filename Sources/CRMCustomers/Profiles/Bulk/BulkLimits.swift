/// The bounds on bulk actions; docs/bulk.md lists the same constants.
package enum BulkLimits {
    /// Ids of customers that a request names.
    package static let ids = 5_000
    /// Customers of one action.
    package static let customers = 1_000_000
    /// Customers of one step, that is of one transaction.
    package static let customersPerStep = 500
    /// Actions of an account, undoing ones among them, that wait or run at the same time.
    package static let live = 100
    /// Ids of nobody that are kept to be told.
    package static let unknownIDs = 100
    /// Days for which an action is kept, with what its undo needs, after it was last at work.
    package static let retentionDays = 30
    /// Rows that the clean-up removes in one step.
    static let removedPerStep = 2_000
    /// Characters of an action's name.
    static let name = 64
}
