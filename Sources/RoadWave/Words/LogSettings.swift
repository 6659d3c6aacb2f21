/// How the processes of RoadWave log.
public struct LogSettings: Hashable, Sendable {
    /// The least severe lines that are logged.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// The form of a line.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// For people.
        case text
        /// One object a line, for programs.
        case json
    }

    /// The least severe lines that are logged.
    public var level = Level.info
    /// The form of a line.
    public var format = Format.text

    /// Text, from `info` on.
    public init() {}
}
