/// What became of a listener's requests, or of those of many.
public struct ListeningReport: Hashable, Sendable {
    /// Playlists asked for, master playlists among them.
    public var playlistRequests = 0
    /// Segments asked for.
    public var segmentRequests = 0
    /// Bytes of the playlists and segments received.
    public var bytes = 0
    /// Seconds of sound received.
    public var seconds = 0.0
    /// Segments that left the playlist before they were asked for, or that could not be had.
    public var missedSegments = 0
    /// Times that a playlist ended earlier than the one before it.
    public var stepsBack = 0
    /// Requests without a good answer, by status; 0 where nothing answered.
    public var failures: [Int: Int] = [:]

    /// Nothing yet.
    public init() {}

    /// All requests.
    public var requests: Int { playlistRequests + segmentRequests }

    /// Adds the requests of another listener.
    public mutating func add(_ other: ListeningReport) {
        playlistRequests += other.playlistRequests
        segmentRequests += other.segmentRequests
        bytes += other.bytes
        seconds += other.seconds
        missedSegments += other.missedSegments
        stepsBack += other.stepsBack
        failures.merge(other.failures, uniquingKeysWith: +)
    }
}
