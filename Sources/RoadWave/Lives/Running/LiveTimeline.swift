internal import RoadWaveMedia
internal import RoadWaveRTC

/// The sound of a running live: the order and the positions of its packets, its breaks and its silence.
///
/// Its inputs are packets, in any order, and the time. After each input, call ``nextAction(now:)`` until it returns
/// nil. The timeline knows no connections: ``LiveMachine`` reports a creator who is back, and a new stream. Encoding happens
/// outside, and reports its position with ``encoded(to:)``: the position of the next packet depends on it.
struct LiveTimeline {
    /// An action for the actor.
    enum Action: Equatable {
        /// A packet with its duration in samples: record it, broadcast it, or both.
        case media([UInt8], lasting: Int, recordedAt: MediaTime?, heardAt: MediaTime?)
        /// Begin to encode; the first packet arrived at this date.
        case beginEncoding(arrival: MonotonicTime)
        /// End the current segment: the next one begins after a discontinuity.
        case breakOff
        /// Fill the sound up to this position.
        case fillSilence(to: MediaTime)
        /// Close the playlists, so that players do not wait for ever: the codecs failed repeatedly.
        case giveUpBroadcast
        /// Date all sound after this position this many samples later than its media time.
        case setLag(Int, from: MediaTime)
    }

    /// Counts of packets, which are too many to be reported one by one.
    struct Tally {
        var received = 0
        /// The keys are an enumeration, which bounds the dictionary.
        var refused: [RefusedPacket: Int] = [:]
        /// Packets that are missing from the recording.
        var unrecorded = 0

        var isEmpty: Bool { received == 0 && refused.isEmpty && unrecorded == 0 }
    }

    private enum Broadcast {
        /// No packet has arrived yet.
        case awaited
        /// Since the first packet.
        case running
        /// Nothing more is encoded, because the codecs failed repeatedly.
        case over
    }

    /// The number of codec failures within ``codecFailurePeriod`` after which the broadcast is given up.
    static let codecFailureLimit = 3
    /// The period in which failures are counted.
    static let codecFailurePeriod = Duration.seconds(60)
    /// How far recorded packets may be ahead of the live: enough for a creator's clock that runs fast for more than
    /// half a day.
    private static let recordingLead = CreatorClock.maximumLead

    private let settings: LiveSettings
    private var broadcast = Broadcast.awaited
    private var jitterBuffer: JitterBuffer
    private var clock = CreatorClock()
    private var tally = Tally()
    /// Actions that are decided and not performed yet.
    private var decided: [Action] = []
    /// A packet that comes after a break.
    private var waiting: CreatorClock.Packet?
    /// Whether the next packet is the first after an absence: its sound begins after a discontinuity.
    private var isComingBack = false
    /// When the first broadcast packet arrived.
    private var firstArrival: MonotonicTime?
    /// When a packet last left the jitter buffer.
    private var lastMedia: MonotonicTime
    /// The end of the last packet that was placed.
    private var mediaEnd = MediaTime.zero
    /// The position up to which the live is broadcast.
    private var position = MediaTime.zero
    /// The end of the recording.
    private var recordedEnd = MediaTime.zero
    /// The last failures of a codec, ``codecFailureLimit`` at most.
    private var codecFailures: [MonotonicTime] = []

    /// A live whose first packet has not arrived.
    /// - Parameter retransmits: whether the creator sends lost packets again on request.
    init(_ settings: LiveSettings, retransmits: Bool, now: MonotonicTime) {
        self.settings = settings
        jitterBuffer = Self.makeJitterBuffer(settings, retransmits: retransmits)
        lastMedia = now
    }

    /// If the creator supports retransmission, the wait at a gap is long enough to request its packets twice.
    private static func makeJitterBuffer(_ settings: LiveSettings, retransmits: Bool) -> JitterBuffer {
        var buffer = JitterBuffer(configuration: settings.jitter)
        if retransmits { buffer.roundTrip = JitterBuffer.assumedRoundTrip }
        return buffer
    }

    /// The counts since the last call.
    mutating func takeTally() -> Tally {
        defer { tally = Tally() }
        return tally
    }
}

// MARK: - Inputs

extension LiveTimeline {
    /// Takes a packet of the creator, in any order.
    mutating func insert(_ packet: RTPPacket, now: MonotonicTime) {
        tally.received += 1
        // Without a readable Opus header its duration is unknown, and it could not be decoded anyway.
        guard let duration = try? OpusPacket.duration(of: packet.payload) else { return refuse(.notOpus) }
        switch jitterBuffer.insert(packet, duration: duration, now: now) {
        case .accepted: if firstArrival == nil { firstArrival = now }
        case .duplicate: refuse(.duplicate)
        case .late: refuse(.late)
        case .outOfRange: refuse(.outOfRange)
        case .overflow: refuse(.overflow)
        }
    }

    /// Counts a packet that is not broadcast.
    mutating func refuse(_ reason: RefusedPacket) { tally.refused[reason, default: 0] += 1 }

    /// The round trip to the creator was measured: the wait for retransmitted packets depends on it.
    mutating func measured(roundTrip: Duration) { jitterBuffer.roundTrip = roundTrip }

    /// The creator is heard again: the next packet comes after a break. The first packet of all needs none.
    mutating func comeBack() { isComingBack = firstArrival != nil }

    /// The next packets belong to another stream: their sequence numbers and timestamps are unrelated to the earlier
    /// ones.
    mutating func beginStream(retransmits: Bool, now: MonotonicTime) {
        jitterBuffer = Self.makeJitterBuffer(settings, retransmits: retransmits)
        clock.discontinue(elapsed: elapsed(now), position: position)
        comeBack()
    }

    /// Advances the time.
    mutating func advance(to now: MonotonicTime) {
        if clock.isInDoubt { clock.advance(to: elapsed(now), position: position) }
        fillSilence(now: now)
    }

    /// When ``advance(to:)`` must be called next.
    var nextDeadline: MonotonicTime? {
        var next = [jitterBuffer.nextDeadline, nextSilence]
        if let firstArrival, let deadline = clock.nextDeadline { next.append(firstArrival + deadline.duration) }
        return next.compactMap(\.self).min()
    }

    /// Decides about the packets that wait for others, since no packet will follow.
    /// - Returns: whether any waited. Take their actions, then call again: more packets may wait.
    mutating func settle(now: MonotonicTime) -> Bool {
        if jitterBuffer.waitingCount > 0 {
            jitterBuffer.flush()
            return true
        }
        guard clock.isInDoubt else { return false }
        clock.settle(elapsed: elapsed(now), position: position)
        return true
    }

    /// The encoding has reached this position.
    mutating func encoded(to position: MediaTime) { self.position = position }

    /// A codec failed. After the third failure within a minute nothing more is broadcast; the live continues, and the
    /// creator's sound is recorded for a replay. A codec that fails for want of memory or on a strange packet works
    /// again at once; one that fails three times in a minute will not.
    mutating func encodingFailed(now: MonotonicTime) {
        codecFailures.removeAll { now - $0 >= Self.codecFailurePeriod }
        codecFailures.append(now)
        guard codecFailures.count >= Self.codecFailureLimit, broadcast != .over else { return }
        broadcast = .over
        decided.append(.giveUpBroadcast)
    }
}

// MARK: - Actions

extension LiveTimeline {
    /// The next action; nil if there is none until the next input.
    mutating func nextAction(now: MonotonicTime) -> Action? {
        while true {
            if !decided.isEmpty { return decided.removeFirst() }
            if let packet = waiting {
                waiting = nil
                place(packet, now: now)
            } else if let output = clock.next() {
                take(output)
            } else if let output = jitterBuffer.pop(now: now) {
                take(output, now: now)
            } else {
                return nil
            }
        }
    }

    private func elapsed(_ now: MonotonicTime) -> MediaTime {
        MediaTime(samples: Int64((now - (firstArrival ?? now)).sampleCount))
    }

    private mutating func take(_ output: JitterBuffer.Output, now: MonotonicTime) {
        switch output {
        case .media(let packet, let duration):
            let packet = CreatorClock.Packet(bytes: packet.payload, timestamp: packet.timestamp, duration: duration)
            if case .awaited = broadcast, let firstArrival {
                broadcast = .running
                lastMedia = now
                isComingBack = false
                decided.append(.beginEncoding(arrival: firstArrival))
            }
            guard isComingBack, case .running = broadcast else { return place(packet, now: now) }
            // Its position is known once the earlier segment has ended.
            isComingBack = false
            decided.append(.breakOff)
            waiting = packet
        // The position of the next packet shows the gap.
        case .gap: break
        case .discontinuity(.timestampJumped): clock.jump()
        case .discontinuity(.sourceChanged), .discontinuity(.sequenceRestarted):
            clock.discontinue(elapsed: elapsed(now), position: position)
        }
    }

    private mutating func place(_ packet: CreatorClock.Packet, now: MonotonicTime) {
        let isAfterPause = now - lastMedia >= settings.silenceAfter
        lastMedia = now
        clock.take(packet, elapsed: elapsed(now), position: position, isAfterPause: isAfterPause)
    }

    private mutating func take(_ output: CreatorClock.Output) {
        switch output {
        case .placed(let packet, let time):
            mediaEnd = time + packet.duration
            var heardAt: MediaTime?
            if case .running = broadcast { heardAt = time }
            let recordedAt = record(packet, at: time)
            decided.append(
                .media(packet.bytes, lasting: packet.duration, recordedAt: recordedAt, heardAt: heardAt))
        case .late(let packet, let time):
            refuse(.late)
            decided.append(
                .media(packet.bytes, lasting: packet.duration, recordedAt: record(packet, at: time), heardAt: nil))
        case .early:
            refuse(.early)
            tally.unrecorded += 1
        case .lag(let from, let samples): decided.append(.setLag(samples, from: from))
        }
    }

    /// The position of a packet in the recording. Recorded sound is never removed, so a packet that overlaps it comes
    /// after it.
    private mutating func record(_ packet: CreatorClock.Packet, at time: MediaTime) -> MediaTime? {
        let begin = max(time, recordedEnd)
        guard begin - time <= Self.recordingLead else {
            tally.unrecorded += 1
            return nil
        }
        recordedEnd = begin + packet.duration
        return begin
    }
}

// MARK: - Silence

extension LiveTimeline {
    /// Broadcasts silence when the creator's sound is missing for too long, so that players keep playing. It lasts as
    /// long as the time since the last packet.
    private mutating func fillSilence(now: MonotonicTime) {
        guard let deadline = nextSilence, now >= deadline else { return }
        let sinceMedia = mediaEnd + (now - lastMedia).sampleCount
        let target = min(sinceMedia, clock.present(elapsed(now)))
        let time = MediaTime(samples: target.samples - Int64(settings.silenceAfter.sampleCount))
        guard time > position else { return }
        decided.append(.fillSilence(to: time))
    }

    /// When silence must be broadcast unless a packet arrives: every tenth of a second once it has begun. This is well
    /// within a segment, and avoids very small portions for the encoders.
    private var nextSilence: MonotonicTime? {
        guard case .running = broadcast, let firstArrival else { return nil }
        let due = lastMedia + settings.silenceAfter
        let next = settings.silenceAfter + .milliseconds(100)
        let behind = MediaTime(samples: position.samples + clock.lagSamples)
        return max(due, firstArrival + behind.duration + next, lastMedia + (position - mediaEnd).asDuration + next)
    }
}

extension MediaTime {
    /// The time since the start of the live.
    fileprivate var duration: Duration { .microseconds(microseconds) }
}

extension Int {
    /// This many samples, as a time.
    fileprivate var asDuration: Duration { .microseconds(MediaTime(samples: Int64(self)).microseconds) }
}
