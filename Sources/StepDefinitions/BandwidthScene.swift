internal import RoadWaveClient

/// What a scenario of bandwidth has: listeners of one rendition, the segments that are counted, and the import of the log.
struct BandwidthScene: Sendable {
    /// What a sabotage does.
    enum Fault: Sendable {
        /// Three listeners never come.
        case threeStayAway
        /// The log is not imported.
        case noImport
        /// Each tenth line of the log is lost before the import.
        case linesAreLost
    }

    var faults: Set<Fault> = []
    /// How many listen at the same time.
    var listeners = 0
    /// What the creator sends, in bit/s.
    var bitrate = 0
    /// The rendition that they listen to, such as `48k`.
    var rendition = ""
    /// The listeners, while they listen.
    var audience: Task<ListeningReport, Never>?
    /// The seconds of each segment that is counted, by its number: those that came after all listeners.
    var counted: [Int: Double] = [:]
    /// How much longer the live is said to last than these segments are.
    var scale = 0.0
    /// The log that was imported, and how many bytes of NGINX's own it has.
    var importedLog: (path: String, size: Int)?
    /// How the import ended.
    var importExit: Int?
    /// What it printed.
    var printed: [String] = []
}
