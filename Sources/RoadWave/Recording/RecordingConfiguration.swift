/// How recordings are written.
public struct RecordingConfiguration: Hashable, Sendable {
    /// How often what was received is written: what the death of the process can cost. Half a second, so that a file plays up
    /// to the last second with a write under way.
    public var flushInterval = Duration.milliseconds(500)
    /// How often the disk is asked to have it, which takes far longer: what the loss of power can cost. Zero leaves it to the
    /// system (30 s on Linux).
    public var syncInterval = Duration.seconds(10)

    /// The room that all recordings may take, in bytes; nil for the whole disk.
    public var maximumBytes: Int?

    /// Half a second, and ten.
    public init() {}
}
