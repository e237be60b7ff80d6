package import Hummingbird
import Synchronization

/// What one request carries from the edge to its endpoint.
package struct AppRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The id on the answer and on every log line.
    package var requestID = ""
    /// Notes for the log line of the request.
    package let trace = RequestTrace()

    package init(source: Source) {
        coreContext = .init(source: source)
    }
}

/// What is found out about a request on its way, for its log line.
package final class RequestTrace: Sendable {
    private let account = Mutex<String?>(nil)

    package var userID: String? {
        get { account.withLock { $0 } }
        set { account.withLock { $0 = newValue } }
    }
}
