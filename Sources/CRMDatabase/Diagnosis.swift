/// One thing that was looked at in a database, for the person who runs it.
package struct Diagnosis: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        case ok
        /// Works, but not as it should be run.
        case warning
        /// Broken.
        case failure
    }

    /// `database.integrity`.
    package let name: String
    package let status: Status
    /// What was found and, unless all is well, what to do.
    package let detail: String

    package init(_ name: String, _ status: Status, _ detail: String) {
        self.name = name
        self.status = status
        self.detail = detail
    }
}
