internal import RoadWaveRTC

/// One running live: its creator's connections and presence, its sound, and its end.
///
/// Its inputs are datagrams and the time. After each input, call ``nextAction(now:)`` until it returns nil. The machine
/// reads no clock, and uses neither sockets nor codecs. ``LiveTimeline`` decides about the sound.
struct LiveMachine: ~Copyable {
    /// An action for the actor.
    enum Action: Equatable {
        /// Send a datagram.
        case send([UInt8], to: TransportAddress)
        /// Route datagrams from an address to the live; to be done before the next datagrams are sent.
        case associate(TransportAddress, isProven: Bool)
        /// Route STUN checks for these credentials, and no others, to the live.
        case register([ICECredentials])
        /// Record sound, or broadcast it.
        case sound(LiveTimeline.Action)
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
        var sound = LiveTimeline.Tally()
        /// Datagrams. The keys are an enumeration, which bounds the dictionary.
        var dropped: [DropReason: Int] = [:]

        var isEmpty: Bool { sound.isEmpty && dropped.isEmpty }
    }

    private enum Phase {
        case running
        case ending(EndReason)
        case over
    }

    /// The live as it is now.
    private(set) var live: Live
    private var phase = Phase.running
    /// The connection in use, and one that may replace it.
    private(set) var connection: CreatorConnections
    private var presence: CreatorPresence
    private var monitor: ConnectionMonitor
    private var timeline: LiveTimeline
    private var dropped: [DropReason: Int] = [:]
    /// Actions that are decided and not performed yet.
    private var decided: [Action] = []

    /// A live that was admitted; its creator is not connected yet.
    init(_ live: Live, connection: consuming CreatorConnection, settings: LiveSettings, now: MonotonicTime) {
        self.live = live
        self.connection = CreatorConnections(connection)
        presence = CreatorPresence(
            interruptedAfter: settings.interruptedAfter, connectTimeout: settings.connectTimeout,
            timeout: settings.creatorTimeout, now: now)
        monitor = ConnectionMonitor(settings.adaptation)
        timeline = LiveTimeline(settings, retransmits: self.connection.answer.supportsNACK, now: now)
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
        let tally = Tally(sound: timeline.takeTally(), dropped: dropped)
        dropped = [:]
        return tally.isEmpty ? nil : tally
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
        timeline.advance(to: now)
    }

    /// When ``advance(to:)`` must be called next.
    var nextDeadline: MonotonicTime? {
        guard !isOver else { return nil }
        return [connection.nextDeadline, presence.nextDeadline, timeline.nextDeadline].compactMap(\.self).min()
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

    /// Takes a packet of the creator, in any order.
    mutating func insert(_ packet: RTPPacket, now: MonotonicTime) { timeline.insert(packet, now: now) }

    /// Counts a packet that is not broadcast.
    mutating func refuse(_ reason: RefusedPacket) { timeline.refuse(reason) }

    /// The encoding has reached this position.
    mutating func encoded(to position: MediaTime) { timeline.encoded(to: position) }

    /// A codec failed.
    mutating func encodingFailed(now: MonotonicTime) { timeline.encodingFailed(now: now) }
}

// MARK: - Actions

extension LiveMachine {
    /// The next action; nil if there is none until the next input.
    mutating func nextAction(now: MonotonicTime) -> Action? {
        while true {
            if !decided.isEmpty { return decided.removeFirst() }
            if let action = connection.nextAction(now: now) {
                take(action, now: now)
            } else if let action = timeline.nextAction(now: now) {
                return .sound(action)
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
        if timeline.settle(now: now) { return true }
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
        case .dropped(let reason): dropped[reason, default: 0] += 1
        }
    }

    /// From now on, packets come over another connection.
    private mutating func beginConnection(now: MonotonicTime) {
        timeline.beginStream(retransmits: connection.answer.supportsNACK, now: now)
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
            timeline.comeBack()
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
        if connection.answer.supportsNACK, let roundTrip = report.roundTrip { timeline.measured(roundTrip: roundTrip) }
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
