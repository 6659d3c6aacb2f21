/// The result of the requests of one listener, or of many.
public struct ListeningReport: Hashable, Sendable {
    /// Requested playlists, including master playlists.
    public var playlistRequests = 0
    /// Requested segments.
    public var segmentRequests = 0
    /// Bytes of the playlists and segments received.
    public var bytes = 0
    /// Seconds of sound received.
    public var seconds = 0.0
    /// Segments that left the playlist before they were requested, or that could not be fetched.
    public var missedSegments = 0
    /// How often a playlist ended earlier than the previous one.
    public var stepsBack = 0
    /// Failed requests, by status; 0 for no response.
    public var failures: [Int: Int] = [:]

    /// All zero.
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
