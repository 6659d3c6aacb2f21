/// Something that happened in the engine, as told to observers.
public enum EngineEvent: Sendable {
    /// A creator was admitted; its media does not flow yet.
    case liveCreated(Live)
    /// The media of a live flows, for the first time or again.
    case liveConnected(Live)
    /// Nothing comes from the creator any more; listeners hear silence meanwhile.
    case liveInterrupted(Live)
    /// A segment is stored, and listed in the playlist of each rendition.
    case segmentListed(LiveID, ListedSegment)
    /// A live is over and its playlists are closed.
    case liveEnded(Live)
}

/// A segment which listeners can fetch.
public struct ListedSegment: Hashable, Sendable {
    /// Its number in the live, from 0.
    public var sequence: Int
    /// Its keys in the object storage, one for each rendition: the paths of their URLs without the first slash.
    public var keys: [String]
}
