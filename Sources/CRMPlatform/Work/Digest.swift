import Crypto

/// Hashes for features, so that they need no library of their own for them.
package enum Digest {
    /// Bytes of a SHA-256.
    package static let byteCount = 32

    /// The SHA-256 of the bytes (FIPS 180-4).
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
