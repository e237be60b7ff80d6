extension [UInt8] {
    /// Appends the number in decimal digits, with zeros in front up to the width.
    mutating func append(digits number: UInt64, width: Int = 1) {
        // As many as 64 bits can have.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, start) = (number, digits.count)
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0 || digits.count - start < Swift.min(width, digits.count)
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }
}

extension String {
    /// A text of ASCII bytes, about `capacity` of them.
    init(ascii capacity: Int, _ append: (inout [UInt8]) -> Void) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(capacity)
        append(&bytes)
        self.init(decoding: bytes, as: UTF8.self)
    }
}
