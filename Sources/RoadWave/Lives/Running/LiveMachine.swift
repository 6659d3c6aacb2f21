internal import RoadWaveMedia
internal import RoadWaveRTC

/// One running live: the creator's connections, the order and the place of its packets, its breaks and its silence.
///
/// Datagrams and time go in; after each input, ``nextAction(now:)`` says what is to be done until it says nothing. Encoding is
/// done outside, and tells with ``encoded(to:)`` how far it is: the next packet's place depends on it. The machine reads no
/// clock, and knows neither a socket nor a codec.
///
/// A second connection is no better than the first: it takes the live over once its handshake is done, and until then the
/// first one is heard. See docs/decisions/webrtc.md, « A second connection ».
struct LiveMachine: ~Copyable {
    /// What the actor does.
    enum Action: Equatable {
        /// Send a datagram.
        case send([UInt8], to: TransportAddress)
        /// Let what comes from an address reach the live; before the datagrams that follow are sent.
        case associate(TransportAddress, isProven: Bool)
        /// Let checks for these credentials, and no others, reach the live.
        case register([ICECredentials])
        /// A packet of so many samples: record it, broadcast it, or both.
        case media([UInt8], lasting: Int, recordedAt: MediaTime?, heardAt: MediaTime?)
        /// Begin to encode: the first packet arrived then.
        case beginEncoding(arrival: MonotonicTime)
        /// End the segment under way: what follows is behind a discontinuity.
        case breakOff
        /// Make up sound up to there.
        case fillSilence(to: MediaTime)
        /// Date what follows this place so many samples later than its media time says.
        case setLag(Int, from: MediaTime)
        /// Something happened that is counted, logged or published.
        case report(Report)
        /// Nothing more will come: close the last segment and the playlists.
        case end(EndReason)
    }

    /// What happens to a live.
    enum Report: Equatable {
        /// The creator is heard, for the first time or again.
        case connected
        /// The first packet of media has come.
        case spoken
        /// The creator is not heard any more.
        case interrupted
        /// The creator goes on by another connection.
        case resumed
        case iceRestarted
        /// The creator's connection is over.
        case disconnected(Peer.DisconnectReason)
        /// A further connection did not come about; the live goes on without it.
        case refusedConnection(Peer.DisconnectReason)
        case advised(BitrateAdvice)
        case warned(ConnectionWarning)
    }

    /// What happened too often to be reported one by one.
    struct Tally {
        var received = 0
        /// The keys are enumerations, which bounds the dictionaries.
        var refused: [RefusedPacket: Int] = [:]
        var dropped: [DropReason: Int] = [:]
        /// Packets that found no place in the recording.
        var unrecorded = 0

        var isEmpty: Bool { received == 0 && refused.isEmpty && dropped.isEmpty && unrecorded == 0 }
    }

    private enum Broadcast {
        /// No packet has come yet.
        case awaited
        /// Since the first packet.
        case running
        /// Nothing more is encoded: the codecs fail again and again.
        case over
    }

    private enum Phase {
        case running
        case ending(EndReason)
        case over
    }

    let settings: LiveSettings
    /// How far recorded packets may be ahead of the live, by a creator's clock that runs fast for half a day and more.
    private static let recordingLead = CreatorClock.maximumLead

    /// The live as it is now.
    private(set) var live: Live
    private var phase = Phase.running
    private var broadcast = Broadcast.awaited
    private(set) var connection: CreatorConnection
    /// Another connection of the creator, whose handshake is not done.
    private var successor: CreatorConnection?
    /// Whether the successor takes over once what the connection before had received is heard out.
    private var isHandingOver = false
    private var presence: CreatorPresence
    private var monitor: ConnectionMonitor
    private var jitterBuffer: JitterBuffer
    private var clock = CreatorClock()
    private var tally = Tally()
    /// Actions that are decided.
    private var decided: [Action] = []
    /// A packet that comes behind a break.
    private var waiting: CreatorClock.Packet?
    /// Whether the next packet is the first after an absence: its sound begins behind a discontinuity.
    private var isComingBack = false
    /// When the first packet that can be heard arrived.
    private var firstArrival: MonotonicTime?
    /// When a packet last left the jitter buffer.
    private var lastMedia: MonotonicTime
    /// The end of the last packet that found its place.
    private var mediaEnd = MediaTime.zero
    /// How far the live is broadcast.
    private var position = MediaTime.zero
    /// The end of what is recorded.
    private var recordedEnd = MediaTime.zero

    /// A live that was admitted, and whose creator is not connected yet.
    init(_ live: Live, connection: consuming CreatorConnection, settings: LiveSettings, now: MonotonicTime) {
        self.live = live
        self.connection = connection
        self.settings = settings
        presence = CreatorPresence(
            interruptedAfter: settings.interruptedAfter, connectTimeout: settings.connectTimeout,
            timeout: settings.creatorTimeout, now: now)
        monitor = ConnectionMonitor(settings.adaptation)
        jitterBuffer = Self.makeJitterBuffer(settings, self.connection)
        lastMedia = now
    }

    /// A buffer for a connection. A hole is waited for long enough to ask for its packets twice, of a creator who sends them
    /// again.
    private static func makeJitterBuffer(
        _ settings: LiveSettings, _ connection: borrowing CreatorConnection
    ) -> JitterBuffer {
        var buffer = JitterBuffer(configuration: settings.jitter)
        if connection.answer.supportsNACK { buffer.roundTrip = JitterBuffer.assumedRoundTrip }
        return buffer
    }

    /// Whether nothing more comes of it.
    var isOver: Bool {
        if case .running = phase { false } else { true }
    }

    /// Whether the creator was ever heard.
    var hasSpoken: Bool { presence.hasSpoken }

    /// All credentials that the creator's checks may be for.
    var acceptedCredentials: [ICECredentials] {
        switch successor {
        case .some(let next): connection.peer.acceptedCredentials + next.peer.acceptedCredentials
        case .none: connection.peer.acceptedCredentials
        }
    }

    // Bound by `switch`, which borrows: `if let` and `?.` would take the successor away.

    private var successorDeadline: MonotonicTime? {
        switch successor {
        // Once a check has come, the handshake has a bound of its own.
        case .some(let next): next.isChecked ? nil : next.deadline
        case .none: nil
        }
    }

    private var successorPeerDeadline: MonotonicTime? {
        switch successor {
        case .some(let next): next.peer.nextDeadline
        case .none: nil
        }
    }

    private var successorEntityTag: String? {
        switch successor {
        case .some(let next): next.answer.credentials.entityTag
        case .none: nil
        }
    }

    /// What happened since it was last taken.
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
        guard isForSuccessor(datagram) else {
            return connection.peer.receive(datagram.bytes, as: datagram.kind, from: datagram.peer, now: now)
        }
        successor?.peer.receive(datagram.bytes, as: datagram.kind, from: datagram.peer, now: now)
    }

    /// Moves time on.
    mutating func advance(to now: MonotonicTime) {
        guard !isOver else { return }
        connection.peer.advance(to: now)
        successor?.peer.advance(to: now)
        // Before the wait is over: it may be over because the handshake has failed.
        while let action = connection.peer.nextAction() { take(action, now: now) }
        guard !isOver else { return }
        if let deadline = successorDeadline, now >= deadline { refuseSuccessor(.consentLost) }
        if let change = presence.advance(to: now) { follow(change, now: now) }
        if clock.isInDoubt { clock.advance(to: elapsed(now), position: position) }
        fillSilence(now: now)
    }

    /// When ``advance(to:)`` next has something to do.
    var nextDeadline: MonotonicTime? {
        guard !isOver else { return nil }
        var next = [connection.peer.nextDeadline, jitterBuffer.nextDeadline, presence.nextDeadline, nextSilence]
        next += [successorPeerDeadline, successorDeadline]
        if let firstArrival, let deadline = clock.nextDeadline { next.append(firstArrival + deadline.duration) }
        return next.compactMap(\.self).min()
    }

    /// Takes another connection of the creator, who comes back while the live waits or while the connection before is still
    /// half alive.
    mutating func resume(_ attempt: consuming CreatorConnection, now: MonotonicTime) {
        guard !isOver else { return }
        successor?.peer.close(now: now)
        drainSuccessor()
        successor = consume attempt
        presence.awaitConnection(now: now)
        decided.append(.register(acceptedCredentials))
    }

    /// Takes a `PATCH` of the creator: candidates of an ICE session, or the credentials of a new one.
    /// - Parameter matches: whether the request is about the ICE session with this entity tag.
    mutating func apply(_ fragment: TrickleFragment, matches: (String) -> Bool) -> WHIPSessionChange {
        guard !isOver else { return .over }
        var change = WHIPSessionChange.changedMeanwhile
        if matches(connection.answer.credentials.entityTag) {
            change = connection.apply(fragment)
        } else if let tag = successorEntityTag, matches(tag) {
            change = successor?.apply(fragment) ?? .changedMeanwhile
        }
        if case .restarted = change { decided += [.register(acceptedCredentials), .report(.iceRestarted)] }
        return change
    }

    /// Ends the live; what was said before is heard. Later calls do nothing.
    mutating func end(_ reason: EndReason, now: MonotonicTime) {
        guard !isOver else { return }
        phase = .ending(reason)
        successor?.peer.close(now: now)
        connection.peer.close(now: now)
    }

    /// The encoding has got so far.
    mutating func encoded(to position: MediaTime) { self.position = position }

    /// The codecs fail again and again: nothing more is broadcast. The live goes on: what the creator says is recorded, for
    /// a replay.
    mutating func giveUpBroadcast() { broadcast = .over }

    /// Counts a packet that is not heard.
    mutating func refuse(_ reason: RefusedPacket) { tally.refused[reason, default: 0] += 1 }
}

// MARK: - Actions

extension LiveMachine {
    /// What is to be done next; nil when there is nothing until the next input.
    mutating func nextAction(now: MonotonicTime) -> Action? {
        while true {
            if !decided.isEmpty { return decided.removeFirst() }
            if let packet = waiting {
                waiting = nil
                place(packet, now: now)
            } else if let action = connection.peer.nextAction() {
                take(action, now: now)
            } else if !isHandingOver, let action = successor?.peer.nextAction() {
                takeSuccessor(action, now: now)
            } else if let output = clock.next() {
                take(output)
            } else if let output = jitterBuffer.pop(now: now) {
                take(output, now: now)
            } else if !finishStep(now: now) {
                return nil
            }
        }
    }

    /// What is done once all that was received is decided: the end, or the passage to another connection.
    /// - Returns: whether anything was.
    private mutating func finishStep(now: MonotonicTime) -> Bool {
        var isClosing = isHandingOver
        if case .ending = phase { isClosing = true }
        guard isClosing else { return false }
        // What waits for other packets waits for none that will come.
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
        handOver(now: now)
        return true
    }
}

// MARK: - Connections

extension LiveMachine {
    /// Whether a datagram is the successor's: what is addressed to it, and a handshake from where it was checked from. The
    /// same address may stand for both, when a creator's application starts anew behind the same port.
    private func isForSuccessor(_ datagram: Datagram) -> Bool {
        switch successor {
        case .none: false
        case .some(let next):
            switch datagram.kind {
            case .stun: next.isAddressed(by: datagram.bytes)
            case .dtls: next.peer.isValidated(datagram.peer)
            case .rtp, .rtcp, .unknown: !connection.peer.isValidated(datagram.peer)
            }
        }
    }

    private mutating func take(_ action: Peer.Action, now: MonotonicTime) {
        switch action {
        case .associate(let address, let isProven):
            decided.append(.associate(address, isProven: isProven))
            // A handshake has its own time, from the first check on.
            if !connection.isChecked { presence.awaitConnection(now: now) }
            connection.isChecked = true
        case .transmit(let bytes, let address): decided.append(.send(bytes, to: address))
        case .event(.connected):
            presence.consent()
            if let change = presence.hear(now: now) { follow(change, now: now) }
        case .event(.media(let packet)):
            if !presence.hasSpoken { decided.append(.report(.spoken)) }
            if let change = presence.hearMedia(now: now) { follow(change, now: now) }
            insert(packet, now: now)
        case .event(.senderReport):
            if let change = presence.hear(now: now) { follow(change, now: now) }
        case .event(.reception(let report)): observe(report, now: now)
        case .event(.disconnected(.consentLost)): presence.loseConsent()
        case .event(.disconnected(let reason)): disconnect(reason, now: now)
        case .event(.dropped(let reason)): tally.dropped[reason, default: 0] += 1
        }
    }

    private mutating func takeSuccessor(_ action: Peer.Action, now: MonotonicTime) {
        switch action {
        case .associate(let address, let isProven):
            decided.append(.associate(address, isProven: isProven))
            successor?.isChecked = true
        case .transmit(let bytes, let address): decided.append(.send(bytes, to: address))
        case .event(.connected):
            // Hear the former connection out, and close it: a phone that changed network may still hold both.
            isHandingOver = true
            connection.peer.close(now: now)
        case .event(.disconnected(let reason)): refuseSuccessor(reason)
        case .event(.dropped(let reason)): tally.dropped[reason, default: 0] += 1
        // Nothing of the kind comes before the handshake is done.
        case .event(.media), .event(.senderReport), .event(.reception): break
        }
    }

    /// The successor is the connection from now on.
    private mutating func handOver(now: MonotonicTime) {
        isHandingOver = false
        guard let next = successor.take() else { return }
        // Another connection is another stream: neither its numbers nor its times have to do with those before.
        jitterBuffer = Self.makeJitterBuffer(settings, next)
        clock.discontinue(elapsed: elapsed(now), position: position)
        connection = next
        isComingBack = firstArrival != nil
        decided += [.register(acceptedCredentials), .report(.resumed)]
        presence.consent()
        if let change = presence.hear(now: now) { follow(change, now: now) }
    }

    /// A connection that does not come about changes nothing for the one before.
    private mutating func refuseSuccessor(_ reason: Peer.DisconnectReason) {
        drainSuccessor()
        successor = nil
        decided += [.register(acceptedCredentials), .report(.refusedConnection(reason))]
        endIfHopeless(reason)
    }

    /// Sends what a connection that is given up still has to say.
    private mutating func drainSuccessor() {
        while let action = successor?.peer.nextAction() {
            if case .transmit(let bytes, let address) = action { decided.append(.send(bytes, to: address)) }
        }
    }

    /// The connection is over, and said so. The live is not: a browser closes its connections also when a page is loaded
    /// again, and a creator who means to end a live says `DELETE`. So it waits for its creator.
    private mutating func disconnect(_ reason: Peer.DisconnectReason, now: MonotonicTime) {
        guard !isHandingOver, !isOver else { return }
        if case .failed = reason { connection.hasFailed = true }
        decided.append(.report(.disconnected(reason)))
        if let change = presence.leave() { follow(change, now: now) }
        endIfHopeless(reason)
    }

    /// Ends a live whose creator was never there and whose connection has failed: nobody waits for it.
    private mutating func endIfHopeless(_ reason: Peer.DisconnectReason) {
        guard case .failed = reason, successor == nil, connection.hasFailed, !presence.hasSpoken else { return }
        if case .running = phase { phase = .ending(.failure) }
    }

    /// Follows the creator's coming and going.
    private mutating func follow(_ change: CreatorPresence.Change, now: MonotonicTime) {
        switch change {
        case .connected:
            // Not at the first time, which begins the encoding anyway.
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

    /// Takes a report of how the creator's packets arrive.
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
        // Without a readable Opus header its length is unknown, and nothing could be made of it anyway.
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
            // Where it goes is known once the segment before has ended.
            isComingBack = false
            decided.append(.breakOff)
            waiting = packet
        // The hole shows by the position of the next packet.
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

    /// Where a packet is recorded: sound that was recorded is not taken back, so what overlaps it comes after it.
    private mutating func record(_ packet: CreatorClock.Packet, at time: MediaTime) -> MediaTime? {
        let begin = max(time, recordedEnd)
        guard begin - time <= Self.recordingLead else {
            tally.unrecorded += 1
            return nil
        }
        recordedEnd = begin + packet.duration
        return begin
    }

    /// Broadcasts silence where the creator's sound is missing for too long, so that players keep on playing: as much as time
    /// has passed since the last packet.
    private mutating func fillSilence(now: MonotonicTime) {
        guard let deadline = nextSilence, now >= deadline else { return }
        let sinceMedia = mediaEnd + (now - lastMedia).sampleCount
        let target = min(sinceMedia, clock.present(elapsed(now)))
        let time = MediaTime(samples: target.samples - Int64(settings.silenceAfter.sampleCount))
        guard time > position else { return }
        decided.append(.fillSilence(to: time))
    }

    /// When silence has to be broadcast unless a packet comes: each tenth of a second once it has begun, which is well
    /// within a segment and spares the encoders very small portions.
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
    /// So many samples, as a time.
    fileprivate var asDuration: Duration { .microseconds(MediaTime(samples: Int64(self)).microseconds) }
}
