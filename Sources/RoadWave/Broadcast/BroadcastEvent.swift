/// What happens between a live and its storage, for logs, counters and alerts.
enum BroadcastEvent: Sendable {
    /// The playlists that list segment `sequence` are stored: listeners can have it.
    case listed(sequence: Int)
    /// A put failed and will be tried again.
    case writeFailed(ObjectKey, StorageError)
    /// The stored playlist, which is looked at when the lease of the node may have run out, could not be read; the write
    /// that was to follow will be tried again.
    case readFailed(ObjectKey, StorageError)
    /// Another node has closed the playlists: nothing more is written.
    case superseded
    /// The media of a segment was given up; its place is listed as a gap.
    case lost(sequence: Int, rendition: Rendition)
    /// A segment that left the playlist could not be deleted; it will be tried again.
    case deletionFailed(ObjectKey, StorageError)
    /// The playlists that say that the live is over are stored.
    case ended
    /// The storage did not take the end of the live: its playlists still look live.
    case abandoned
}
