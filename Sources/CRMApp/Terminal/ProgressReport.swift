import CRMGovernance

/// Shows how far an import is: a bar on a terminal, a line now and then elsewhere.
final class ProgressReport {
    private var lastShown = ContinuousClock.now
    private var last: ImportProgress?

    private static let terminalInterval = Duration.milliseconds(100)
    private static let plainInterval = Duration.seconds(10)

    func show(_ progress: ImportProgress) {
        last = progress
        let interval = Terminal.isInteractive ? ProgressReport.terminalInterval : ProgressReport.plainInterval
        guard lastShown.duration(to: .now) >= interval else { return }
        lastShown = .now
        if Terminal.isInteractive {
            Terminal.status(progress.terminalLine(width: Terminal.width))
        } else {
            Terminal.message(progress.plainLine)
        }
    }

    func end() {
        guard let last else { return }
        if Terminal.isInteractive {
            Terminal.status(last.terminalLine(width: Terminal.width))
            Terminal.endStatus()
        } else {
            Terminal.message(last.plainLine)
        }
    }
}
