import CRMCore
import HTTPTypes
import Synchronization

/// A token bucket for each credential: so many requests a second, and as many as one burst.
package final class RateLimiter: Sendable {
    /// Requests a second.
    private let rate: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// A full bucket holds the requests of so many seconds.
    package static let burstSeconds = 10
    /// Buckets that are kept; beyond that, those that are full again are let go.
    private static let maximumBuckets = 10_000

    private struct Bucket {
        var tokens: Double
        var at: Instant
    }

    /// What a bucket says to one request.
    struct Verdict: Sendable {
        let isAllowed: Bool
        /// Requests that would be taken now.
        let remaining: Int
        /// Seconds until the bucket is full, or for a refused request until the next is taken.
        let seconds: Int
        fileprivate let capacity: Int

        /// The headers of draft-ietf-httpapi-ratelimit-headers.
        var headers: [(HTTPField.Name, String)] {
            [
                (.rateLimitPolicy, "\"key\";q=\(capacity);w=\(RateLimiter.burstSeconds)"),
                (.rateLimit, "\"key\";r=\(remaining);t=\(seconds)"),
            ]
        }
    }

    package init(requestsPerSecond: Int) {
        rate = Double(requestsPerSecond)
    }

    /// Takes one request out of the credential's bucket.
    func take(_ credential: String, at now: Instant) -> Verdict {
        let capacity = rate * Double(RateLimiter.burstSeconds)
        let rate = rate
        return buckets.withLock { buckets in
            if buckets.count >= RateLimiter.maximumBuckets, buckets[credential] == nil {
                buckets = buckets.filter { RateLimiter.filled($0.value, rate, capacity, at: now) < capacity }
            }
            var bucket = buckets[credential] ?? Bucket(tokens: capacity, at: now)
            bucket.tokens = RateLimiter.filled(bucket, rate, capacity, at: now)
            bucket.at = now
            let isAllowed = bucket.tokens >= 1
            if isAllowed { bucket.tokens -= 1 }
            buckets[credential] = bucket
            let wait = isAllowed ? (capacity - bucket.tokens) / rate : (1 - bucket.tokens) / rate
            return Verdict(
                isAllowed: isAllowed, remaining: Int(bucket.tokens), seconds: Int(wait.rounded(.up)),
                capacity: Int(capacity))
        }
    }

    /// The tokens of a bucket by now; a clock that was set back adds none.
    private static func filled(_ bucket: Bucket, _ rate: Double, _ capacity: Double, at now: Instant) -> Double {
        let elapsed = Double(max(0, now.milliseconds - bucket.at.milliseconds)) / 1000
        return min(capacity, bucket.tokens + elapsed * rate)
    }
}
