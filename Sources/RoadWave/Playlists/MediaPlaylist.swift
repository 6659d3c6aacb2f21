/// A media playlist: the list of the segments of one rendition (RFC 8216 §4.3.3), as a value.
package struct MediaPlaylist: Hashable, Sendable {
    /// One listed segment.
    package struct Entry: Hashable, Sendable {
        /// The URI of the segment, relative to the playlist.
        package var address: String
        /// `EXTINF`, to the microsecond.
        package var duration: Duration
        /// `EXT-X-PROGRAM-DATE-TIME`: when the first sample was spoken.
        package var programDateTime: WallDate?
        /// `EXT-X-DISCONTINUITY`: the encoding does not continue from the previous entry.
        package var isDiscontinuous: Bool
        /// `EXT-X-GAP`: the media was lost; a player must not request it (RFC 8216bis §4.4.4.7).
        package var isGap: Bool

        /// A listed segment.
        package init(
            address: String, duration: Duration, programDateTime: WallDate? = nil, isDiscontinuous: Bool = false,
            isGap: Bool = false
        ) {
            self.address = address
            self.duration = duration
            self.programDateTime = programDateTime
            self.isDiscontinuous = isDiscontinuous
            self.isGap = isGap
        }
    }

    /// `EXT-X-TARGETDURATION`, in seconds: no rounded duration of an entry exceeds it.
    package var targetDuration: Int
    /// `EXT-X-MEDIA-SEQUENCE`: the sequence number of the first entry.
    package var mediaSequence: Int
    /// `EXT-X-DISCONTINUITY-SEQUENCE`: the number of discontinuities that left the playlist.
    package var discontinuitySequence: Int
    /// `EXT-X-PLAYLIST-TYPE:VOD`: nothing in the playlist ever changes.
    package var isOnDemand: Bool
    /// `HOLD-BACK`: how far from the end players begin.
    package var holdBack: Duration?
    /// `EXT-X-INDEPENDENT-SEGMENTS`: each segment can be decoded alone.
    package var hasIndependentSegments: Bool
    /// In order of time.
    package var entries: [Entry]
    /// `EXT-X-ENDLIST`: nothing will be added.
    package var isEnded: Bool

    /// A list of segments.
    package init(
        targetDuration: Int, mediaSequence: Int = 0, discontinuitySequence: Int = 0, isOnDemand: Bool = false,
        holdBack: Duration? = nil, hasIndependentSegments: Bool = true, entries: [Entry] = [], isEnded: Bool = false
    ) {
        self.targetDuration = targetDuration
        self.mediaSequence = mediaSequence
        self.discontinuitySequence = discontinuitySequence
        self.isOnDemand = isOnDemand
        self.holdBack = holdBack
        self.hasIndependentSegments = hasIndependentSegments
        self.entries = entries
        self.isEnded = isEnded
    }

    /// The total duration of the entries.
    package var duration: Duration {
        entries.reduce(.zero) { $0 + $1.duration }
    }
}
