internal import RoadWaveRTC

/// Places a creator's packets, which come in order, on the timeline of the live.
///
/// Media time is RTP time: packets keep the distances that their timestamps say. Nothing else about the creator's clock is
/// taken for granted. It may stand still while nothing is captured, run slow or fast for hours, or be set; packets may come
/// late all at once. The time of arrival tells these apart, and what was decided is never taken back:
///
/// - **A pause**: nothing came for a while, and then the timestamps go on as if no time had passed. Either the clock stood
///   still, or the network held the packets back. Packets wait for up to ``longestDoubt`` until their pace says which. After a
///   clock that stood still they follow the silence, all of them; a backlog keeps its place, and what is too late for listeners
///   is only recorded.
/// - **A stall** that is too short for silence: the live is that much later from then on. Only its dates have to know, and
///   only once they are wrong by ``dateTolerance`` (``Output/lag(from:samples:)``).
/// - **Drift**: 10 ms are made up or cut away at a time, at most 2 % of the sound.
///
/// A live cannot be ahead of its creator's speech by more than a slip of clocks: packets that would take it further than
/// ``maximumLead`` have no place. A creator who sends faster than real time so costs no more than one who does not.
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

    /// What is decided of packets and time, in order.
    enum Output: Hashable {
        /// The packet begins there.
        case placed(Packet, at: MediaTime)
        /// Its place was filled with silence already; it belongs there in the recording.
        case late(Packet, at: MediaTime)
        /// The live is too far ahead of its clock to take the packet.
        case early
        /// From this place on, the dates are so many samples behind the time since the first packet.
        case lag(from: MediaTime, samples: Int)
    }

    /// How far ahead of the elapsed time packets may begin: one wrong timestamp, or a creator who sends too fast, gets there.
    static let maximumLead = 5 * MediaTime.sampleRate
    /// How far packets may be off before anything is concluded: above the jitter of a mobile network, and well within the half
    /// second that dates may be wrong.
    static let tolerance = MediaTime.sampleRate / 5
    /// How wrong the dates may be, beside ``tolerance``, before they follow: each correction is a jump of the dates in the
    /// playlists.
    static let dateTolerance = 3 * MediaTime.sampleRate / 10
    /// How long packets are too late, at an even pace, before that is taken for a clock that stood still.
    static let shortestDoubt = MediaTime.sampleRate / 2
    /// How long a backlog may take to catch up. A listener is 6 s behind at least.
    static let longestDoubt = 2 * MediaTime.sampleRate
    /// Packets that may be in doubt: as many as a jitter buffer holds.
    private static let heldLimit = 512
    /// How long packets are off before the dates follow, and before the sound does: longer than a queue in the network takes to
    /// empty.
    private static let stallConfirmation = MediaTime.sampleRate
    private static let driftConfirmation = 10 * MediaTime.sampleRate
    /// What is made up or cut away at a time, and how often: 10 ms, less than a packet, so that it is concealed and no packet
    /// is taken twice (in-band error correction), each half second.
    private static let slip = MediaTime.sampleRate / 100
    private static let slipInterval = MediaTime.sampleRate / 2
    /// Clocks drift by less than this share of the time; what is faster is a stall, or a change of the network.
    private static let steepestDrift = 0.03
    private static let referenceInterval = 5 * MediaTime.sampleRate

    /// Packets that wait until it is clear why they are late.
    private struct Doubt {
        var since: MediaTime
        var firstSkew: Int
        var leastSkew: Int
        var lastSkew: Int
        var packets: [(packet: Packet, extended: Int64)]
    }

    /// Packets that all are off in one direction.
    private struct Run {
        var since: MediaTime
        var from: MediaTime
        /// The one that is off the least.
        var edge: Int
        var isDrift: Bool
    }

    private var extender = TimestampExtender()
    private var offset: Int64?
    private var hasBegun = false
    private var hasJumped = false
    private var lag = 0
    /// The lag that the dates know.
    private var datedLag = 0
    private var doubt: Doubt?
    private var late: Run?
    private var early: Run?
    /// How far packets were off 5 s ago, and 5 s before.
    private var references: [(at: MediaTime, skew: Int)] = []
    private var pendingSlip = 0
    private var lastSlip = MediaTime.zero
    private var outputs: [Output] = []

    /// Where the live is at present, as far as its creator is concerned.
    func present(_ elapsed: MediaTime) -> MediaTime { MediaTime(samples: elapsed.samples - Int64(lag)) }

    /// How many samples the live is behind the elapsed time.
    var lagSamples: Int64 { Int64(lag) }

    /// Whether packets wait.
    var isInDoubt: Bool { doubt != nil }

    /// When the doubt is to be resolved without another packet: a backlog that has caught up a part may be catching up the rest.
    var nextDeadline: MediaTime? {
        doubt.map { doubt in
            let patience = 4 * (doubt.firstSkew - doubt.lastSkew)
            return doubt.since + min(max(patience, Self.shortestDoubt), Self.longestDoubt)
        }
    }

    /// What was decided, the oldest first.
    mutating func next() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    /// The next packet's timestamp is far from the last one's: by a long silence, which it counts, or because the creator's
    /// clock was set. The clock of the live tells which.
    mutating func jump() { hasJumped = true }

    /// The next packet belongs to another stream: its numbers and times have nothing to do with those before.
    mutating func discontinue(elapsed: MediaTime, position: MediaTime) {
        settle(elapsed: elapsed, position: position)
        extender = TimestampExtender()
        offset = nil
        hasJumped = false
    }

    /// Decides what is still in doubt: no packet will follow.
    mutating func settle(elapsed: MediaTime, position: MediaTime) {
        guard doubt != nil else { return }
        followPause(elapsed: elapsed, position: position)
    }

    /// Moves time on.
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
            // The first packet of all is where the live begins, however long it waited for earlier ones.
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
        // After a jump of the timestamp the clock has room; after packets that came too fast it has some again once it has
        // moved on, and the stream goes on there.
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

    /// Decides why the packets are late, if it is clear.
    private mutating func resolve(elapsed: MediaTime, position: MediaTime) {
        guard let doubt, let offset else { return }
        if doubt.lastSkew <= Self.tolerance {
            // They came faster than they play, and caught up: the network had held them back.
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

    /// Lets the packets in doubt follow the pause, which becomes silence.
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

    /// Learns from how far a packet is off, and follows what is off for long.
    private mutating func follow(skew: Int, at time: MediaTime, elapsed: MediaTime) {
        let isDrift = isDrift(skew, elapsed)
        late = skew > Self.tolerance ? Self.extended(late, skew, time, elapsed, isDrift, min) : nil
        early = skew < -Self.tolerance ? Self.extended(early, skew, time, elapsed, isDrift, max) : nil
        if let run = late ?? early {
            // What an earlier stall has put off is caught up by the dates, not by the sound.
            let isDrift = run.isDrift && (run.edge > 0 ? lag >= 0 : lag <= 0)
            if isDrift, elapsed - run.since >= Self.driftConfirmation {
                pendingSlip = run.edge
                (late, early) = (nil, nil)
            } else if !isDrift, elapsed - run.since >= Self.stallConfirmation {
                lag += run.edge
                if abs(lag - datedLag) >= Self.dateTolerance {
                    datedLag = lag
                    // A first packet that was late dates the first segment too, which is not cut yet.
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
