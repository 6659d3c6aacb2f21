internal import RoadWaveRTC

/// Places a creator's packets on the timeline of the live. The packets come in order.
///
/// Media time is RTP time: packets keep the distances given by their timestamps. Nothing else is assumed about the
/// creator's clock. It may stop while nothing is captured, run slow or fast for hours, or be set. Packets may also
/// arrive late in a burst. The arrival time distinguishes these cases, and a decision is never reversed:
///
/// - **A pause**: no packet arrives for a while, and then the timestamps continue as if no time had passed. Either the
///   clock had stopped, or the network delayed the packets. Packets wait for up to ``longestDoubt`` until their pace
///   shows which. If the clock had stopped, all packets follow the silence. A delayed backlog keeps its position, and
///   packets too late for listeners are only recorded.
/// - **A stall** that is too short for silence: the live is that much later from then on. Only its dates change, and
///   only once they are wrong by ``dateTolerance`` (``Output/lag(from:samples:)``).
/// - **Drift**: sound is added or cut in steps of 10 ms, at most 2 % of the sound.
///
/// A live cannot be ahead of real time by more than ``maximumLead``: packets further ahead are dropped. So a creator
/// who sends faster than real time costs no more than any other.
///
/// A state machine without clock: `elapsed` is how long ago the first packet arrived. See docs/decisions/broadcast.md,
/// « A creator's clock », and docs/decisions/broadcast.md, « Sound that comes in a burst ».
struct CreatorClock {
    /// A packet that is next in order.
    struct Packet: Hashable {
        var bytes: [UInt8]
        var timestamp: UInt32
        /// Samples.
        var duration: Int
    }

    /// A decision about packets or dates, in order.
    enum Output: Hashable {
        /// The packet begins at this position.
        case placed(Packet, at: MediaTime)
        /// Silence was already broadcast at the packet's position. It belongs there in the recording.
        case late(Packet, at: MediaTime)
        /// The packet is dropped: the live is too far ahead of its clock.
        case early
        /// From this position on, the dates are this many samples behind the time since the first packet.
        case lag(from: MediaTime, samples: Int)
    }

    /// How far ahead of the elapsed time packets may begin. One wrong timestamp, or a creator who sends too fast,
    /// reaches this limit.
    static let maximumLead = 5 * MediaTime.sampleRate
    /// The largest skew of packets without a consequence: above the jitter of a mobile network, and well below the half
    /// second by which dates may be wrong.
    static let tolerance = MediaTime.sampleRate / 5
    /// How wrong the dates may be, beyond ``tolerance``, before they are corrected: each correction is a jump of the
    /// dates in the playlists.
    static let dateTolerance = 3 * MediaTime.sampleRate / 10
    /// How long packets must be late, at a steady pace, before the clock is considered to have stopped.
    static let shortestDoubt = MediaTime.sampleRate / 2
    /// How long a backlog may take to catch up. Listeners are at least 6 s behind.
    static let longestDoubt = 2 * MediaTime.sampleRate
    /// The most packets that may wait in doubt: as many as a jitter buffer holds.
    private static let heldLimit = 512
    /// How long packets must be off before the dates are corrected, and before the sound is. It is longer than a queue
    /// in the network takes to empty.
    private static let stallConfirmation = MediaTime.sampleRate
    private static let driftConfirmation = 10 * MediaTime.sampleRate
    /// How much sound is added or cut at a time, and how often: 10 ms each half second. It is less than a packet, so
    /// that the decoder conceals it and uses no packet twice (in-band error correction).
    private static let slip = MediaTime.sampleRate / 100
    private static let slipInterval = MediaTime.sampleRate / 2
    /// Clocks drift by less than this share of the time. A faster change is a stall, or a change of the network.
    private static let steepestDrift = 0.03
    private static let referenceInterval = 5 * MediaTime.sampleRate

    /// Packets that wait until the reason for their delay is clear.
    private struct Doubt {
        var since: MediaTime
        var firstSkew: Int
        var leastSkew: Int
        var lastSkew: Int
        var packets: [(packet: Packet, extended: Int64)]
    }

    /// A run of packets that are all off in one direction.
    private struct Run {
        var since: MediaTime
        var from: MediaTime
        /// The smallest skew in the run.
        var edge: Int
        var isDrift: Bool
    }

    private var extender = TimestampExtender()
    private var offset: Int64?
    private var hasBegun = false
    private var hasJumped = false
    private var lag = 0
    /// The lag that the dates include.
    private var datedLag = 0
    private var doubt: Doubt?
    private var late: Run?
    private var early: Run?
    /// The skew of packets 5 s and 10 s ago.
    private var references: [(at: MediaTime, skew: Int)] = []
    private var pendingSlip = 0
    private var lastSlip = MediaTime.zero
    private var outputs: [Output] = []

    /// The present position of the live on its creator's timeline.
    func present(_ elapsed: MediaTime) -> MediaTime { MediaTime(samples: elapsed.samples - Int64(lag)) }

    /// How many samples the live is behind the elapsed time.
    var lagSamples: Int64 { Int64(lag) }

    /// Whether packets wait for a decision.
    var isInDoubt: Bool { doubt != nil }

    /// When the doubt is resolved without another packet. A backlog that has partly caught up gets more time to catch
    /// up.
    var nextDeadline: MediaTime? {
        doubt.map { doubt in
            let patience = 4 * (doubt.firstSkew - doubt.lastSkew)
            return doubt.since + min(max(patience, Self.shortestDoubt), Self.longestDoubt)
        }
    }

    /// The next decision, oldest first.
    mutating func next() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    /// The next packet's timestamp is far from the last one's. Either the timestamps count a long silence, or the
    /// creator's clock was set. The clock of the live shows which.
    mutating func jump() { hasJumped = true }

    /// The next packet belongs to another stream: its sequence numbers and timestamps are unrelated to the earlier
    /// ones.
    mutating func discontinue(elapsed: MediaTime, position: MediaTime) {
        settle(elapsed: elapsed, position: position)
        extender = TimestampExtender()
        offset = nil
        hasJumped = false
    }

    /// Decides about the packets still in doubt, since no packet will follow.
    mutating func settle(elapsed: MediaTime, position: MediaTime) {
        guard doubt != nil else { return }
        followPause(elapsed: elapsed, position: position)
    }

    /// Advances the time.
    mutating func advance(to elapsed: MediaTime, position: MediaTime) {
        guard doubt != nil else { return }
        resolve(elapsed: elapsed, position: position)
    }

    /// Takes the next packet.
    /// - Parameters:
    ///   - elapsed: how long ago the first packet arrived.
    ///   - position: how far the live has been broadcast.
    ///   - isAfterPause: whether nothing had come for so long that silence was due.
    mutating func take(_ packet: Packet, elapsed: MediaTime, position: MediaTime, isAfterPause: Bool) {
        let extended = extender.extend(packet.timestamp)
        guard let offset else {
            // The live begins at the very first packet, however long it waited in the jitter buffer.
            let start = hasBegun ? max(position, present(elapsed)) : position
            hasBegun = true
            return anchor(packet, extended, at: start, elapsed: elapsed)
        }
        let time = MediaTime(samples: extended + offset)
        let isJump = hasJumped
        hasJumped = false
        if isJump, time < position || abs(time - present(elapsed)) > Self.maximumLead {
            return reanchor(packet, extended, elapsed: elapsed, position: position)
        }
        // After a jump of the timestamp, the packet is placed at the present. If packets came too fast, they are
        // dropped until the time has caught up; then the stream continues at the present.
        guard time - elapsed <= Self.maximumLead else {
            return reanchor(packet, extended, elapsed: elapsed, position: position)
        }
        let skew = present(elapsed) - time
        if doubt != nil {
            hold(packet, extended, skew: skew)
            return resolve(elapsed: elapsed, position: position)
        }
        if skew > Self.tolerance, isAfterPause || time < position {
            doubt = Doubt(
                since: elapsed, firstSkew: skew, leastSkew: skew, lastSkew: skew, packets: [(packet, extended)])
            return
        }
        place(packet, at: time, skew: skew, elapsed: elapsed)
    }

    // MARK: Places

    private mutating func reanchor(_ packet: Packet, _ extended: Int64, elapsed: MediaTime, position: MediaTime) {
        var position = position
        if let doubt {
            settle(elapsed: elapsed, position: position)
            position = max(position, end(of: doubt))
        }
        anchor(packet, extended, at: max(position, present(elapsed)), elapsed: elapsed)
    }

    private mutating func anchor(_ packet: Packet, _ extended: Int64, at time: MediaTime, elapsed: MediaTime) {
        guard time - elapsed <= Self.maximumLead else { return outputs.append(.early) }
        offset = time.samples - extended
        forget()
        outputs.append(.placed(packet, at: time))
    }

    private mutating func place(_ packet: Packet, at time: MediaTime, skew: Int, elapsed: MediaTime) {
        follow(skew: skew, at: time, elapsed: elapsed)
        var time = time
        if pendingSlip != 0, elapsed - lastSlip >= Self.slipInterval {
            let step = max(-Self.slip, min(Self.slip, pendingSlip))
            pendingSlip -= step
            lastSlip = elapsed
            offset = offset.map { $0 + Int64(step) }
            for index in references.indices { references[index].skew -= step }
            time = time + step
        }
        outputs.append(.placed(packet, at: time))
    }

    private mutating func forget() {
        (late, early, pendingSlip, references) = (nil, nil, 0, [])
    }

    // MARK: Pauses

    private mutating func hold(_ packet: Packet, _ extended: Int64, skew: Int) {
        let least = min(doubt?.leastSkew ?? skew, skew)
        doubt?.packets.append((packet, extended))
        doubt?.lastSkew = skew
        doubt?.leastSkew = least
    }

    /// Decides why the packets are late, if that is clear.
    private mutating func resolve(elapsed: MediaTime, position: MediaTime) {
        guard let doubt, let offset else { return }
        if doubt.lastSkew <= Self.tolerance {
            // They arrived faster than real time, and caught up: the network had delayed them.
            self.doubt = nil
            for (packet, extended) in doubt.packets {
                let time = MediaTime(samples: extended + offset)
                let isHeard = time + packet.duration > position
                outputs.append(isHeard ? .placed(packet, at: time) : .late(packet, at: time))
            }
            return
        }
        let waited = elapsed - doubt.since
        let isCatchingUp = doubt.firstSkew - doubt.lastSkew > waited / 4
        guard
            waited >= Self.shortestDoubt && !isCatchingUp || waited >= Self.longestDoubt
                || doubt.packets.count >= Self.heldLimit
        else { return }
        followPause(elapsed: elapsed, position: position)
    }

    /// Places the packets in doubt after the pause, which becomes silence.
    private mutating func followPause(elapsed: MediaTime, position: MediaTime) {
        guard let doubt, let offset, let first = doubt.packets.first else { return }
        self.doubt = nil
        let before = MediaTime(samples: first.extended + offset)
        let shift = Int64(max(position, before + doubt.leastSkew) - before)
        self.offset = offset + shift
        forget()
        for (packet, extended) in doubt.packets {
            let time = MediaTime(samples: extended + offset + shift)
            outputs.append(time - elapsed <= Self.maximumLead ? .placed(packet, at: time) : .early)
        }
    }

    private func end(of doubt: Doubt) -> MediaTime {
        guard let last = doubt.packets.last, let offset else { return .zero }
        return MediaTime(samples: last.extended + offset) + last.packet.duration
    }

    // MARK: Stalls and drift

    /// Takes the skew of a packet, and corrects a lasting skew.
    private mutating func follow(skew: Int, at time: MediaTime, elapsed: MediaTime) {
        let isDrift = isDrift(skew, elapsed)
        late = skew > Self.tolerance ? Self.extended(late, skew, time, elapsed, isDrift, min) : nil
        early = skew < -Self.tolerance ? Self.extended(early, skew, time, elapsed, isDrift, max) : nil
        if let run = late ?? early {
            // A lag from an earlier stall is corrected in the dates, not in the sound.
            let isDrift = run.isDrift && (run.edge > 0 ? lag >= 0 : lag <= 0)
            if isDrift, elapsed - run.since >= Self.driftConfirmation {
                pendingSlip = run.edge
                (late, early) = (nil, nil)
            } else if !isDrift, elapsed - run.since >= Self.stallConfirmation {
                lag += run.edge
                if abs(lag - datedLag) >= Self.dateTolerance {
                    datedLag = lag
                    // If the first packet was late, the first segment is dated anew as well: it is not cut yet.
                    let isFromTheStart = run.since.samples <= Int64(MediaTime.sampleRate / 2)
                    outputs.append(.lag(from: isFromTheStart ? .zero : run.from, samples: lag))
                }
                return forget()
            }
        }
        if references.last.map({ elapsed - $0.at >= Self.referenceInterval }) ?? true {
            references.append((elapsed, skew))
            if references.count > 2 { references.removeFirst() }
        }
    }

    private func isDrift(_ skew: Int, _ elapsed: MediaTime) -> Bool {
        guard let reference = references.first else { return false }
        return Double(abs(skew - reference.skew)) <= Self.steepestDrift * Double(elapsed - reference.at)
    }

    private static func extended(
        _ run: Run?, _ skew: Int, _ time: MediaTime, _ elapsed: MediaTime, _ isDrift: Bool, _ least: (Int, Int) -> Int
    ) -> Run {
        guard var run else { return Run(since: elapsed, from: time, edge: skew, isDrift: isDrift) }
        run.edge = least(run.edge, skew)
        return run
    }
}
