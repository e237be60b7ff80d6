final class Cache: @unchecked Sendable {  // breaks: unchecked
    nonisolated(unsafe) static var shared = 0  // breaks: unchecked

    init() {  // breaks: function length
        one()
        two()
        three()
        four()
        five()
    }

    func exactlyAtTheLimit() {
        one()
        two()
        three()
        four()
    }
}
