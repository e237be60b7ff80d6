/// A part of a list.
package struct PageRequest: Sendable, Hashable {
    package let limit: Int
    package let offset: Int

    package static let defaultLimit = 50
    package static let limits = 1...200
    /// Deeper walks use a cursor.
    package static let offsets = 0...1_000_000_000

    package init(limit: Int = defaultLimit, offset: Int = 0) {
        self.limit = limit
        self.offset = offset
    }
}
