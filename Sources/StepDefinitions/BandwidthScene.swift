internal import RoadWaveClient

/// The parts of a scenario of bandwidth: listeners of one rendition, the counted segments, and the import of the log.
struct BandwidthScene: Sendable {
    /// The change of a sabotage.
    enum Fault: Sendable {
        /// Three listeners never come.
        case threeStayAway
        /// The log is not imported.
        case noImport
        /// Each tenth line of the log is lost before the import.
        case linesAreLost
    }

    var faults: Set<Fault> = []
    /// The number of simultaneous listeners.
    var listeners = 0
    /// The creator's bit rate, in bit/s.
    var bitrate = 0
    /// The rendition that they listen to, such as `48k`.
    var rendition = ""
    /// The listeners, while they listen.
    var audience: Task<ListeningReport, Never>?
    /// The duration of each counted segment, by its number: the segments that came after all listeners.
    var counted: [Int: Double] = [:]
    /// The factor from the duration of these segments to the duration in the specification.
    var scale = 0.0
    /// The log that was imported, and how many bytes of NGINX's own it has.
    var importedLog: (path: String, size: Int)?
    /// The exit status of the import.
    var importExit: Int?
    /// Its output.
    var printed: [String] = []
}
