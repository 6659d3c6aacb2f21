internal import RoadWaveMedia
internal import RoadWaveRTC

/// One running live: the creator's presence, the order and the positions of its packets, its breaks and its silence.
///
/// Its inputs are datagrams and the time. After each input, call ``nextAction(now:)`` until it returns nil. Encoding
/// happens outside, and reports its position with ``encoded(to:)``: the position of the next packet depends on it. The
/// machine reads no clock, and uses neither sockets nor codecs.
struct LiveMachine: ~Copyable {
    /// An action for the actor.
    enum Action: Equatable {
        /// Send a datagram.
        case send([UInt8], to: TransportAddress)
        /// Route datagrams from an address to the live; to be done before the next datagrams are sent.
        case associate(TransportAddress, isProven: Bool)
        /// Route STUN checks for these credentials, and no others, to the live.
        case register([ICECredentials])
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
        /// An event to count, log or publish.
        case report(Report)
        /// Nothing more will arrive: close the last segment and the playlists.
        case end(EndReason)
    }

    /// An event of a live.
    enum Report: Equatable {
        /// The creator is heard, for the first time or again.
        case connected
        /// The first packet of media has arrived.
        case spoken
        /// The creator is no longer heard.
        case interrupted
        /// The creator continues on another connection.
        case resumed
        case iceRestarted
        /// The creator's connection is over.
        case disconnected(Peer.DisconnectReason)
        /// A further connection was not established; the live continues without it.
        case refusedConnection(Peer.DisconnectReason)
        case advised(BitrateAdvice)
        case warned(ConnectionWarning)
    }

    /// Counts of events that are too frequent to be reported one by one.
    struct Tally {
        var received = 0
        /// The keys are enumerations, which bounds the dictionaries.
        var refused: [RefusedPacket: Int] = [:]
        var dropped: [DropReason: Int] = [:]
        /// Packets that are missing from the recording.
        var unrecorded = 0

        var isEmpty: Bool { received == 0 && refused.isEmpty && dropped.isEmpty && unrecorded == 0 }
    }

    private enum Broadcast {
        /// No packet has arrived yet.
        case awaited
        /// Since the first packet.
        case running
        /// Nothing more is encoded, because the codecs failed repeatedly.
        case over
    }

    private enum Phase {
        case running
        case ending(EndReason)
        case over
    }

    let settings: LiveSettings
    /// How far recorded packets may be ahead of the live: enough for a creator's clock that runs fast for more than
    /// half a day.
    private static let recordingLead = CreatorClock.maximumLead

    /// The live as it is now.
    private(set) var live: Live
    private var phase = Phase.running
    private var broadcast = Broadcast.awaited
    /// The connection in use, and one that may replace it.
    private(set) var connection: CreatorConnections
    private var presence: CreatorPresence
    private var monitor: ConnectionMonitor
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

    /// The number of codec failures within ``codecFailurePeriod`` after which the broadcast is given up.
    static let codecFailureLimit = 3
    /// The period in which failures are counted.
    static let codecFailurePeriod = Duration.seconds(60)

    /// A live that was admitted; its creator is not connected yet.
    init(_ live: Live, connection: consuming CreatorConnection, settings: LiveSettings, now: MonotonicTime) {
        self.live = live
        self.connection = CreatorConnections(connection)
        self.settings = settings
        presence = CreatorPresence(
            interruptedAfter: settings.interruptedAfter, connectTimeout: settings.connectTimeout,
            timeout: settings.creatorTimeout, now: now)
        monitor = ConnectionMonitor(settings.adaptation)
        jitterBuffer = Self.makeJitterBuffer(settings, self.connection.answer)
        lastMedia = now
    }

    /// A buffer for a connection. If the creator supports retransmission, the wait at a gap is long enough to request its
    /// packets twice.
    private static func makeJitterBuffer(_ settings: LiveSettings, _ answer: WHIPAnswer) -> JitterBuffer {
        var buffer = JitterBuffer(configuration: settings.jitter)
        if answer.supportsNACK { buffer.roundTrip = JitterBuffer.assumedRoundTrip }
        return buffer
    }

    /// Whether the live is over.
    var isOver: Bool {
        if case .running = phase { false } else { true }
    }

    /// Whether the creator was ever heard.
    var hasSpoken: Bool { presence.hasSpoken }

    /// All credentials that the creator's checks may use.
    var acceptedCredentials: [ICECredentials] { connection.acceptedCredentials }

    /// The events since the last call.
    mutating func takeTally() -> Tally? {
        guard !tally.isEmpty else { return nil }
        defer { tally = Tally() }
        return tally
    }
}

// MARK: - Inputs

extension LiveMachine {
    /// Takes a datagram of the creator.
    mutating func receive(_ datagram: Datagram, now: MonotonicTime) {
        guard !isOver else { return }
        connection.receive(datagram, now: now)
    }

    /// Advances the time.
    mutating func advance(to now: MonotonicTime) {
        guard !isOver else { return }
        // Done before the presence advances: if the wait times out now, the reason may be a failed handshake.
        for action in connection.advance(to: now) { take(action, now: now) }
        guard !isOver else { return }
        if let change = presence.advance(to: now) { follow(change, now: now) }
        if clock.isInDoubt { clock.advance(to: elapsed(now), position: position) }
        fillSilence(now: now)
    }

    /// When ``advance(to:)`` must be called next.
    var nextDeadline: MonotonicTime? {
        guard !isOver else { return nil }
        var next = [connection.nextDeadline, jitterBuffer.nextDeadline, presence.nextDeadline, nextSilence]
        if let firstArrival, let deadline = clock.nextDeadline { next.append(firstArrival + deadline.duration) }
        return next.compactMap(\.self).min()
    }

    /// Takes another connection of the creator, who returns while the live waits or while the earlier connection is
    /// still half open.
    mutating func resume(_ attempt: consuming CreatorConnection, now: MonotonicTime) {
        guard !isOver else { return }
        connection.add(attempt, now: now)
        presence.awaitConnection(now: now)
    }

    /// Takes a `PATCH` of the creator: candidates of an ICE session, or the credentials of a new one.
    /// - Parameter matches: whether the request is about the ICE session with this entity tag.
    mutating func apply(_ fragment: TrickleFragment, matches: (String) -> Bool) -> WHIPSessionChange {
        guard !isOver else { return .over }
        return connection.apply(fragment, matches: matches)
    }

    /// Ends the live; sound received before is still broadcast. Later calls do nothing.
    mutating func end(_ reason: EndReason, now: MonotonicTime) {
        guard !isOver else { return }
        phase = .ending(reason)
        connection.close(now: now)
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

    /// Counts a packet that is not broadcast.
    mutating func refuse(_ reason: RefusedPacket) { tally.refused[reason, default: 0] += 1 }
}

// MARK: - Actions

extension LiveMachine {
    /// The next action; nil if there is none until the next input.
    mutating func nextAction(now: MonotonicTime) -> Action? {
        while true {
            if !decided.isEmpty { return decided.removeFirst() }
            if let packet = waiting {
                waiting = nil
                place(packet, now: now)
            } else if let action = connection.nextAction(now: now) {
                take(action, now: now)
            } else if let output = clock.next() {
                take(output)
            } else if let output = jitterBuffer.pop(now: now) {
                take(output, now: now)
            } else if !finishStep(now: now) {
                return nil
            }
        }
    }

    /// Performs what waits until all received packets are decided: the end, or the switch to another connection.
    /// - Returns: whether there was anything to perform.
    private mutating func finishStep(now: MonotonicTime) -> Bool {
        var isClosing = connection.isHandingOver
        if case .ending = phase { isClosing = true }
        guard isClosing else { return false }
        // Packets in the jitter buffer wait for packets that will not arrive.
        if jitterBuffer.waitingCount > 0 {
            jitterBuffer.flush()
            return true
        }
        if clock.isInDoubt {
            clock.settle(elapsed: elapsed(now), position: position)
            return true
        }
        if case .ending(let reason) = phase {
            phase = .over
            decided.append(.end(reason))
            return true
        }
        connection.handOver()
        return true
    }
}

// MARK: - The creator

extension LiveMachine {
    private mutating func take(_ action: CreatorConnections.Action, now: MonotonicTime) {
        switch action {
        case .send(let bytes, let address): decided.append(.send(bytes, to: address))
        case .associate(let address, let isProven): decided.append(.associate(address, isProven: isProven))
        case .register(let credentials): decided.append(.register(credentials))
        case .checked: presence.awaitConnection(now: now)
        case .event(let event): take(event, now: now)
        case .iceRestarted: decided.append(.report(.iceRestarted))
        case .handedOver: beginConnection(now: now)
        case .refused(let reason): decided.append(.report(.refusedConnection(reason)))
        case .failed:
            // There is no reason to wait, unless media arrived before.
            if !presence.hasSpoken, case .running = phase { phase = .ending(.failure) }
        }
    }

    private mutating func take(_ event: Peer.Event, now: MonotonicTime) {
        switch event {
        case .connected:
            presence.consent()
            if let change = presence.hear(now: now) { follow(change, now: now) }
        case .media(let packet):
            if !presence.hasSpoken { decided.append(.report(.spoken)) }
            if let change = presence.hearMedia(now: now) { follow(change, now: now) }
            insert(packet, now: now)
        case .senderReport:
            if let change = presence.hear(now: now) { follow(change, now: now) }
        case .reception(let report): observe(report, now: now)
        case .disconnected(.consentLost): presence.loseConsent()
        case .disconnected(let reason): disconnect(reason, now: now)
        case .dropped(let reason): tally.dropped[reason, default: 0] += 1
        }
    }

    /// Begins with the packets of another connection. They are another stream: their sequence numbers and timestamps are
    /// unrelated to the earlier ones.
    private mutating func beginConnection(now: MonotonicTime) {
        jitterBuffer = Self.makeJitterBuffer(settings, connection.answer)
        clock.discontinue(elapsed: elapsed(now), position: position)
        isComingBack = firstArrival != nil
        decided.append(.report(.resumed))
        presence.consent()
        if let change = presence.hear(now: now) { follow(change, now: now) }
    }

    /// The creator has closed the connection. The live continues, and waits for its creator: a browser also closes its
    /// connections when a page is reloaded. A creator ends a live with `DELETE`.
    private mutating func disconnect(_ reason: Peer.DisconnectReason, now: MonotonicTime) {
        guard !isOver else { return }
        decided.append(.report(.disconnected(reason)))
        if let change = presence.leave() { follow(change, now: now) }
    }

    /// Follows changes of the creator's presence.
    private mutating func follow(_ change: CreatorPresence.Change, now: MonotonicTime) {
        switch change {
        case .connected:
            // Not for the first connection, which begins the encoding anyway.
            isComingBack = firstArrival != nil
            live.state = .live
            decided.append(.report(.connected))
        case .interrupted:
            live.state = .interrupted
            monitor.interrupt(now: now)
            live.connection = monitor.state
            decided.append(.report(.interrupted))
        case .timedOut: end(.creatorTimeout, now: now)
        }
    }

    /// Takes a report about the arrival of the creator's packets.
    private mutating func observe(_ report: ReceptionReport, now: MonotonicTime) {
        if connection.answer.supportsNACK, let roundTrip = report.roundTrip { jitterBuffer.roundTrip = roundTrip }
        let changes = monitor.take(report, now: now)
        live.connection = monitor.state
        for change in changes {
            switch change {
            case .advised(let advice): decided.append(.report(.advised(advice)))
            case .warned(let warning): decided.append(.report(.warned(warning)))
            }
        }
    }
}

// MARK: - Media

extension LiveMachine {
    private func elapsed(_ now: MonotonicTime) -> MediaTime {
        MediaTime(samples: Int64((now - (firstArrival ?? now)).sampleCount))
    }

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
