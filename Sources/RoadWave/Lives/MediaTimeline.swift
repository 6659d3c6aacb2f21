internal import RoadWaveRTC

/// Places a creator's packets on the timeline of the live.
///
/// Media time is RTP time: packets keep the distances that their timestamps say. The distance to the live's timeline is
/// fixed by the first packet, and anew when the stream breaks: another source, a jump, or a clock that stood still
/// while silence was broadcast.
///
/// A live cannot be ahead of its creator's speech by more than a slip of clocks: packets that would take it further than
/// ``maximumLead`` have no place. A creator who sends faster than real time so costs no more than one who does not.
///
/// A state machine without clock: `elapsed` is how long the live has had media, by the clock of whoever drives it.
struct MediaTimeline {
    /// How far ahead of the elapsed time packets may begin: drift of the creator's clock by 100 parts in a million
    /// takes 14 hours to get there, a wrong timestamp one packet.
    static let maximumLead = 5 * MediaTime.sampleRate
    /// How long all packets may be too late before they are taken as a clock that stood still. A backlog that the
    /// network held back catches up faster.
    static let maximumLateness = MediaTime.sampleRate / 2

    private var extender = TimestampExtender()
    private var offset: Int64?
    private var lateSince: MediaTime?
    private var hasJumped = false

    /// Whether the last packet placed was too late to be heard.
    var isLate: Bool { lateSince != nil }

    /// The next packet belongs to another timeline.
    mutating func discontinue() {
        extender = TimestampExtender()
        offset = nil
        hasJumped = false
    }

    /// The next packet's timestamp is far from the last one's: by a long silence, which it counts, or because the creator's
    /// clock was set. The clock of the live tells which.
    mutating func jump() {
        hasJumped = true
    }

    /// Where a packet begins; nil when the live is too far ahead of its clock to take it.
    /// - Parameters:
    ///   - timestamp: of the packet, which comes in order.
    ///   - duration: its length in samples.
    ///   - position: how far the live has been broadcast.
    ///   - elapsed: how long it has had media.
    mutating func place(
        timestamp: UInt32, duration: Int, position: MediaTime, elapsed: MediaTime
    ) -> MediaTime? {
        let extended = extender.extend(timestamp)
        let present = max(position, elapsed)
        guard let offset else { return anchor(extended, at: present, elapsed: elapsed) }
        let time = MediaTime(samples: extended + offset)
        defer { hasJumped = false }
        if hasJumped, time < position || abs(time - elapsed) > Self.maximumLead {
            return anchor(extended, at: present, elapsed: elapsed)
        }
        if time - elapsed > Self.maximumLead {
            // After a jump of the timestamp the clock has room; after packets that came too fast it has some again
            // once it has moved on, and the stream goes on there.
            return anchor(extended, at: present, elapsed: elapsed)
        }
        guard time + duration <= position else {
            lateSince = nil
            return time
        }
        let since = lateSince ?? elapsed
        lateSince = since
        guard elapsed - since >= Self.maximumLateness else { return time }
        return anchor(extended, at: position, elapsed: elapsed)
    }

    private mutating func anchor(_ extended: Int64, at time: MediaTime, elapsed: MediaTime) -> MediaTime? {
        guard time - elapsed <= Self.maximumLead else { return nil }
        offset = time.samples - extended
        lateSince = nil
        return time
    }
}
