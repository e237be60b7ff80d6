package import CRMCore

/// The bounds on requests; the documentation lists the same constants.
package enum Limits {
    /// Bytes of a JSON body.
    package static let bodyBytes = 1 << 20
    /// Bytes of an NDJSON body.
    package static let linesBodyBytes = 16 << 20
    /// Lines of an NDJSON body.
    package static let lines = 10_000
    /// Mistakes that are told of one line, and of all lines of a request together.
    package static let errorsPerLine = 5
    package static let errorsOfLines = 1_000
    /// Depth and number of values of a JSON body.
    package static let json = JSONLimits.standard
    /// Seconds from the arrival of a request to its answer.
    package static let requestSeconds = 60
    /// Seconds for a body to arrive; less than the silence that closes a connection, so that the caller is told.
    package static let bodySeconds = 30
    /// Seconds for which a connection may be silent.
    package static let idleSeconds = 60
    /// Seconds for the head of a request to arrive, from its first byte.
    package static let headSeconds: Int64 = 15
    /// Seconds for which an answer may find no taker.
    package static let stuckSeconds: Int64 = 30
    /// Seconds for which an answer is still prepared for a caller who has closed the connection.
    package static let leftSeconds: Int64 = 5
    /// Seconds between two looks at a connection: the three limits before are exact to that.
    package static let checkSeconds: Int64 = 5
    /// Seconds for which idle connections stay open after the server was told to stop.
    package static let drainSeconds = 2
    /// Bytes of all request headers.
    package static let headerBytes = 32 << 10
    /// Bytes of the request target.
    package static let targetBytes = 8 << 10
    /// Characters of a request id that a caller sends.
    package static let requestIDLength = 1...64
}
