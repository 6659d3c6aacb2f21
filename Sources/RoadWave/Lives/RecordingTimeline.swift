internal import RoadWaveRTC

/// Places a creator's packets, which come in order, on the timeline of the recording.
///
/// It knows nothing of the broadcast, and places by the same rule: packets keep the distances that their timestamps say, and
/// where another stream begins, the time of arrival says how long nothing came. A recording cannot run ahead of its clock by
/// more than ``MediaTimeline/maximumLead``, so that no timestamp orders hours of silence and no flood fills the disk.
///
/// A state machine without clock.
struct RecordingTimeline {
    private var timeline = MediaTimeline()
    private var source: UInt32?
    private var start: MonotonicTime?
    /// The end of the last packet.
    private var position = MediaTime.zero

    /// Where a packet begins; nil when it has come too early to be taken.
    /// - Parameters:
    ///   - duration: its length in samples at 48 kHz.
    ///   - now: when it came out of the jitter buffer.
    mutating func place(_ packet: RTPPacket, duration: Int, now: MonotonicTime) -> MediaTime? {
        let start = start ?? now
        self.start = start
        if source != packet.ssrc { timeline.discontinue() }
        source = packet.ssrc
        let elapsed = MediaTime(samples: Int64((now - start).sampleCount))
        guard
            let time = timeline.place(
                timestamp: packet.timestamp, duration: duration, position: position, elapsed: elapsed)
        else { return nil }
        // Sound that was recorded is not taken back: what overlaps it comes after it.
        let begin = max(time, position)
        position = begin + duration
        return begin
    }

    /// The next packet belongs to another stream.
    mutating func discontinue() { timeline.discontinue() }

    /// The next packet's timestamp is far from the last one's, by a long silence or by nothing that means anything.
    mutating func jump() { timeline.jump() }
}
