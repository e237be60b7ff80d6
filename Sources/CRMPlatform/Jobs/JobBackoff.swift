/// How long a job waits after a failed attempt: twice as long after each one, and each time somewhere between half and
/// all of it, so that jobs that failed together do not come back together.
enum JobBackoff {
    private static let first = Duration.seconds(5)
    private static let longest = Duration.seconds(3600)
    /// 5 s doubled ten times is beyond an hour.
    private static let doublings = 10

    /// The pause after attempt number `attempt`, counted from 1, in milliseconds.
    static func milliseconds(afterAttempt attempt: Int, random: UInt64) -> Int64 {
        let factor = 1 << min(max(attempt - 1, 0), doublings)
        let whole = Int64(min(first * factor, longest) / .milliseconds(1))
        let half = whole / 2
        return half + Int64(random % UInt64(whole - half + 1))
    }
}
