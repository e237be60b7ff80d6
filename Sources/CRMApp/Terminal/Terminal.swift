import Foundation

/// Where commands print: data on standard output, messages on standard error.
package enum Terminal {
    /// Prints a line of data.
    package static func out(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Prints a line for a person.
    package static func message(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Overwrites the current line of a terminal; prints nothing elsewhere.
    static func status(_ text: String) {
        guard isInteractive else { return }
        FileHandle.standardError.write(Data(("\r" + text + "\u{1B}[K").utf8))
    }

    /// Ends a line that ``status(_:)`` kept overwriting.
    static func endStatus() {
        guard isInteractive else { return }
        FileHandle.standardError.write(Data("\n".utf8))
    }

    /// True when messages go to a person who watches.
    static let isInteractive = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// Columns of the terminal.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
