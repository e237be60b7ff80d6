/// How a process works on jobs.
package struct JobSettings: Sendable {
    /// Jobs that run at once; 0: none.
    package var workers: Int
    /// How long a worker may be silent before its job is taken from it.
    package var lease: Duration

    package init(workers: Int = 2, lease: Duration = .seconds(30)) {
        self.workers = workers
        self.lease = lease
    }

    /// How often leases are looked at. With the lease it makes the time within which a dead worker's job is taken over.
    var watchInterval: Duration { lease / 4 }
}
