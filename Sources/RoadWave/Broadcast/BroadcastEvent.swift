/// An event between a live and its storage, for logs, counters and alerts.
enum BroadcastEvent: Sendable {
    /// The playlists that list segment `sequence` are stored: listeners can fetch it.
    case listed(sequence: Int)
    /// A put failed and will be tried again.
    case writeFailed(ObjectKey, StorageError)
    /// The stored playlist could not be read. It is read before a write when the node's lease may have expired; the
    /// write will be tried again.
    case readFailed(ObjectKey, StorageError)
    /// Another node has closed the playlists: nothing more is written.
    case superseded
    /// The media of a segment was given up; the segment is listed as a gap.
    case lost(sequence: Int, rendition: Rendition)
    /// A segment that left the playlist could not be deleted; it will be tried again.
    case deletionFailed(ObjectKey, StorageError)
    /// The playlists with `ENDLIST` are stored.
    case ended
    /// The storage did not accept the end of the live: its playlists still look live.
    case abandoned
}
