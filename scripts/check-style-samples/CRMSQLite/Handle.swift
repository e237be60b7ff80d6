final class Handle: @unchecked Sendable {}
