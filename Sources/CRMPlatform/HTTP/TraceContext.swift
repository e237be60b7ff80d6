import CRMCore
import Synchronization

/// The place of a request in a distributed trace (W3C Trace Context): continued from `traceparent`, or begun.
struct TraceContext: Sendable {
    /// 32 hexadecimal digits, on the log line.
    let traceID: String
    /// `traceparent` of the answer: the same trace, with a span of this server's own.
    let header: String

    /// Continues what the caller sent; what is malformed is no trace, and a new one begins.
    init(continuing sent: String?, _ random: FastRandom) {
        let span = Hex.text(random.nextBytes())
        if let sent, let (trace, flags) = TraceContext.parse(sent) {
            traceID = trace
            header = "00-\(trace)-\(span)-\(flags)"
        } else {
            traceID = Hex.text(random.nextBytes() + random.nextBytes())
            header = "00-\(traceID)-\(span)-00"
        }
    }

    /// Lengths of version, trace id, parent id and flags, with the dashes between them.
    private static let length = 55

    private static func parse(_ text: String) -> (trace: String, flags: String)? {
        let bytes = Array(text.utf8)
        guard bytes.count >= length, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            isHex(bytes[0..<2]), isHex(bytes[3..<35]), isHex(bytes[36..<52]), isHex(bytes[53..<55]),
            !isZero(bytes[3..<35]), !isZero(bytes[36..<52])
        else { return nil }
        switch String(decoding: bytes[0..<2], as: UTF8.self) {
        case "ff": return nil
        case "00": guard bytes.count == length else { return nil }
        // A later version may go on after a dash.
        default: guard bytes.count == length || bytes[length] == dash else { return nil }
        }
        return (String(decoding: bytes[3..<35], as: UTF8.self), String(decoding: bytes[53..<55], as: UTF8.self))
    }

    private static let dash = UInt8(ascii: "-")

    private static func isHex(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    private static func isZero(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == 48 } }
}

/// Random numbers for ids that are no secrets: one addition and a mix instead of a call of the system, and no two alike
/// within a process.
package final class FastRandom: Sendable {
    private let state: Atomic<UInt64>

    package init(seed: UInt64 = .random(in: 0 ... .max)) {
        state = Atomic(seed)
    }

    /// SplitMix64.
    package func next() -> UInt64 {
        var value = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Eight bytes.
    func nextBytes() -> [UInt8] {
        // One in 2^64 would be all zeros, which is no id.
        let value = max(next(), 1)
        return (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    }
}
