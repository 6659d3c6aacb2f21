/// Something that happened in the engine, as told to observers.
public enum EngineEvent: Sendable {
    /// A creator was admitted; its media does not flow yet.
    case liveCreated(Live)
    /// The media of a live flows, for the first time or again.
    case liveConnected(Live)
    /// Nothing comes from the creator any more; listeners hear silence meanwhile.
    case liveInterrupted(Live)
    /// Another bitrate suits the connection of a live's creator.
    case bitrateAdvised(LiveID, BitrateAdvice)
    /// The connection of a live's creator has become unstable, or is stable again.
    case connectionWarned(LiveID, ConnectionWarning)
    /// The broadcast of a live was given up since its codecs fail again and again. The live itself goes on.
    case broadcastStopped(LiveID)
    /// The recording of a live cannot be written. The live itself goes on, and the recording once it can be.
    case recordingFailed(LiveID)
    /// The recording of a live is written again; what did not fit in memory meanwhile is silent in it.
    case recordingRecovered(LiveID)
    /// The counts of a live's listeners, likes or reports have changed, on this node or on another.
    case audienceChanged(LiveID, AudienceCounts)
    /// A segment is stored, and listed in the playlist of each rendition.
    case segmentListed(LiveID, ListedSegment)
    /// A live is over; its last segments may not be stored yet.
    case liveEnded(Live)
    /// The playlists of a live that is over are closed: nothing more of it will be stored. It is not told of a live whose
    /// end the storage would not take.
    case liveClosed(Live)

    /// The live that it is about.
    public var liveID: LiveID {
        switch self {
        case .liveCreated(let live), .liveConnected(let live), .liveInterrupted(let live), .liveEnded(let live),
            .liveClosed(let live):
            live.id
        case .bitrateAdvised(let id, _), .connectionWarned(let id, _), .broadcastStopped(let id),
            .recordingFailed(let id), .recordingRecovered(let id), .audienceChanged(let id, _),
            .segmentListed(let id, _):
            id
        }
    }
}

/// A segment which listeners can fetch.
public struct ListedSegment: Hashable, Sendable {
    /// Its number in the live, from 0.
    public var sequence: Int
    /// Its keys in the object storage, one for each rendition: the paths of their URLs without the first slash.
    public var keys: [String]
}
