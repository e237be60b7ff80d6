import CRMCore
import CRMDatabase
import CRMPlatform

/// What a command found, as one JSON value for scripts and as text for people.
package struct CommandReport: Sendable {
    package let json: String
    package let text: String

    init(_ value: some JSONEncodable, text: String) {
        json = value.jsonText
        self.text = text
    }
}

/// An option that cannot be.
package struct UsageError: Error {
    package let message: String

    init(_ message: String) {
        self.message = message
    }
}

/// Why a command ends without a result: what to tell a person, and an exit code of `sysexits.h`.
package struct CommandFailure: Error {
    package let messages: [String]
    package let exitCode: Int32

    private enum Code {
        static let unusableInput: Int32 = 65
        static let unavailable: Int32 = 69
        static let unexpected: Int32 = 70
        static let inUse: Int32 = 75
        static let wrongSettings: Int32 = 78
    }

    package init(_ error: any Error) {
        switch error {
        case let error as InvalidSettings: self.init(error.mistakes, Code.wrongSettings)
        case let error as any DomainError:
            self.init([error.detail] + error.fields.map { "\($0.pointer): \($0.detail)" }, Code.unusableInput)
        case let error as DatabaseError: self.init([error.description], CommandFailure.code(of: error))
        default: self.init([String(describing: error)], Code.unexpected)
        }
    }

    private init(_ messages: [String], _ exitCode: Int32) {
        self.messages = messages
        self.exitCode = exitCode
    }

    private static func code(of error: DatabaseError) -> Int32 {
        switch error {
        case .inUse: Code.inUse
        case .cannotOpen, .connectionLost, .schema, .timeout, .diskFull, .readOnly, .inputOutput, .corrupt:
            Code.unavailable
        default: Code.unexpected
        }
    }
}
