internal import Foundation

/// Where a command writes: to the terminal, or into a test.
public struct Console: Sendable {
    /// Takes what the command is asked for.
    public let write: ReportOutput
    /// Takes what goes wrong.
    public let writeError: ReportOutput
    /// Whether ``write`` goes to a terminal that shows colours.
    public let hasColours: Bool

    /// A console of the given outputs.
    public init(
        write: @escaping ReportOutput, writeError: @escaping ReportOutput, hasColours: Bool = false
    ) {
        self.write = write
        self.writeError = writeError
        self.hasColours = hasColours
    }

    /// Standard output and standard error; colours on a terminal, unless `NO_COLOR` is set (no-color.org).
    /// - Parameter interruption: Ends the command when nobody reads its output any more (`| head`).
    public static func standard(interruption: Interruption? = nil) -> Console {
        let noColour = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return Console(
            write: { text in
                do {
                    // Not `write(_:)`, which traps when the reader has gone away.
                    try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
                } catch {
                    interruption?.request()
                }
            },
            writeError: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
            hasColours: isatty(STDOUT_FILENO) == 1 && !noColour)
    }
}
