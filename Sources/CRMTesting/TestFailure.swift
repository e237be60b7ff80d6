/// Why a test could not get what it needs, in words that say what to do about it.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
