/// How recordings are written.
public struct RecordingConfiguration: Hashable, Sendable {
    /// How often received packets are written: what is lost when the process dies. Half a second, so that a file is
    /// playable up to the last second even during a write.
    public var flushInterval = Duration.milliseconds(500)
    /// How often the file is flushed to the disk, which takes far longer: what is lost when power fails. Zero leaves it
    /// to the system (30 s on Linux).
    public var syncInterval = Duration.seconds(10)

    /// The disk space that all recordings may take, in bytes; nil for no limit.
    public var maximumBytes: Int?

    /// Writes every half second, and flushes every ten seconds.
    public init() {}
}
