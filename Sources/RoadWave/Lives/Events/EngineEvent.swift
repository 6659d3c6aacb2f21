/// Something that happened in the engine, as published to observers.
public enum EngineEvent: Sendable {
    /// A creator was admitted; its media does not flow yet.
    case liveCreated(Live)
    /// Media arrives from the creator, for the first time or again.
    case liveConnected(Live)
    /// Nothing arrives from the creator any more; listeners hear silence meanwhile.
    case liveInterrupted(Live)
    /// Another bitrate suits the connection of a live's creator.
    case bitrateAdvised(LiveID, BitrateAdvice)
    /// The connection of a live's creator has become unstable, or is stable again.
    case connectionWarned(LiveID, ConnectionWarning)
    /// The broadcast of a live was given up because its codecs failed repeatedly. The live itself continues.
    case broadcastStopped(LiveID)
    /// The node of a live takes no more lives, and stops at that date at the latest. Repeated every minute.
    case stopAnnounced(LiveID, WallDate)
    /// The recording of a live cannot be written. The live itself continues, and the recording does so once it can be
    /// written.
    case recordingFailed(LiveID)
    /// The recording of a live is written again; packets that did not fit in memory meanwhile are replaced by silence.
    case recordingRecovered(LiveID)
    /// The counts of a live's listeners, likes or reports have changed, on this node or on another.
    case audienceChanged(LiveID, AudienceCounts)
    /// A segment is stored, and listed in the playlist of each rendition.
    case segmentListed(LiveID, ListedSegment)
    /// A live is over; its last segments may not be stored yet.
    case liveEnded(Live)
    /// The playlists of a live that is over are closed: nothing more of it will be stored. This event is missing if the
    /// storage did not accept the end of the live.
    case liveClosed(Live)
    /// The replay of a live has failed for good: an operator should look at its job.
    case replayFailed(LiveID)

    /// The live that the event is about.
    public var liveID: LiveID {
        switch self {
        case .liveCreated(let live), .liveConnected(let live), .liveInterrupted(let live), .liveEnded(let live),
            .liveClosed(let live):
            live.id
        case .bitrateAdvised(let id, _), .connectionWarned(let id, _), .broadcastStopped(let id),
            .stopAnnounced(let id, _),
            .recordingFailed(let id), .recordingRecovered(let id), .audienceChanged(let id, _),
            .segmentListed(let id, _), .replayFailed(let id):
            id
        }
    }
}

/// A segment that listeners can fetch.
public struct ListedSegment: Hashable, Sendable {
    /// Its number in the live, from 0.
    public var sequence: Int
    /// Its keys in the object storage, one for each rendition: the paths of their URLs without the first slash.
    public var keys: [String]
}
