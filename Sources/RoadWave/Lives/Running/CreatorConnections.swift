internal import RoadWaveRTC

/// The connections of a live's creator: the one in use, and a successor while it is being set up.
///
/// The first connection stays in use until the handshake of its successor is done and everything received before has
/// been processed. A successor that is not established changes nothing for it. The machine knows nothing of media: it
/// passes the packets on. It reads no clock, and uses no sockets.
/// See docs/decisions/webrtc.md, « A second connection ».
struct CreatorConnections: ~Copyable {
    /// An action or an event for the live.
    enum Action: Equatable {
        /// Send a datagram.
        case send([UInt8], to: TransportAddress)
        /// Route datagrams from an address to the live; to be done before the next datagrams are sent.
        case associate(TransportAddress, isProven: Bool)
        /// Route STUN checks for these credentials, and no others, to the live.
        case register([ICECredentials])
        /// The first check of the connection in use has arrived. The handshake has its own time limit from here on.
        case checked
        /// Something happened on the connection in use, or a datagram of the successor was dropped.
        case event(Peer.Event)
        /// The connection in use has new ICE credentials.
        case iceRestarted
        /// The successor is now the connection in use.
        case handedOver
        /// The successor was not established; the connection in use stays as it was.
        case refused(Peer.DisconnectReason)
        /// The connection in use has failed, and no successor is left.
        case failed
    }

    private var current: CreatorConnection
    /// Another connection of the creator; its handshake is not done yet.
    private var successor: CreatorConnection?
    /// Whether the handshake of the successor is done. Call ``handOver()`` once everything that was received before is
    /// processed.
    private(set) var isHandingOver = false
    /// Actions that are decided and not taken yet.
    private var decided: [Action] = []

    /// The first connection of an admitted creator.
    init(_ connection: consuming CreatorConnection) {
        current = connection
    }

    /// The answer to the creator for the connection in use.
    var answer: WHIPAnswer { current.answer }

    /// All credentials that the creator's checks may use.
    var acceptedCredentials: [ICECredentials] {
        switch successor {
        case .some(let next): current.peer.acceptedCredentials + next.peer.acceptedCredentials
        case .none: current.peer.acceptedCredentials
        }
    }

    // `switch` borrows the successor; `if let` and `?.` would consume it.

    private var successorDeadline: MonotonicTime? {
        switch successor {
        // Once a check has arrived, the handshake has its own time limit.
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
}

// MARK: - Inputs

extension CreatorConnections {
    /// Takes a datagram of the creator.
    mutating func receive(_ datagram: Datagram, now: MonotonicTime) {
        guard isForSuccessor(datagram) else {
            return current.peer.receive(datagram.bytes, as: datagram.kind, from: datagram.peer, now: now)
        }
        successor?.peer.receive(datagram.bytes, as: datagram.kind, from: datagram.peer, now: now)
    }

    /// Whether a datagram is for the successor: a check with its credentials, a handshake from an address that it has
    /// validated, or media from an address that the current connection has not validated. Both connections may have the
    /// same address, when a creator's application restarts behind the same port.
    private func isForSuccessor(_ datagram: Datagram) -> Bool {
        switch successor {
        case .none: false
        case .some(let next):
            switch datagram.kind {
            case .stun: next.isAddressed(by: datagram.bytes)
            case .dtls: next.peer.isValidated(datagram.peer)
            case .rtp, .rtcp, .unknown: !current.peer.isValidated(datagram.peer)
            }
        }
    }

    /// Advances the time.
    /// - Returns: the actions of the connection in use, and the refusal of a successor whose time is up. Those of the
    ///   successor come from ``nextAction(now:)``.
    mutating func advance(to now: MonotonicTime) -> [Action] {
        current.peer.advance(to: now)
        successor?.peer.advance(to: now)
        while let action = current.peer.nextAction() { take(action) }
        if let deadline = successorDeadline, now >= deadline { refuse(.consentLost) }
        defer { decided = [] }
        return decided
    }

    /// When ``advance(to:)`` must be called next.
    var nextDeadline: MonotonicTime? {
        [current.peer.nextDeadline, successorPeerDeadline, successorDeadline].compactMap(\.self).min()
    }

    /// Takes another connection of the creator. It replaces a successor that is still being set up.
    mutating func add(_ attempt: consuming CreatorConnection, now: MonotonicTime) {
        successor?.peer.close(now: now)
        drainSuccessor()
        successor = consume attempt
        decided.append(.register(acceptedCredentials))
    }

    /// Takes a `PATCH` of the creator.
    /// - Parameter matches: whether the request is about the ICE session with this entity tag.
    mutating func apply(_ fragment: TrickleFragment, matches: (String) -> Bool) -> WHIPSessionChange {
        var change = WHIPSessionChange.changedMeanwhile
        if matches(current.answer.credentials.entityTag) {
            change = current.apply(fragment)
        } else if let tag = successorEntityTag, matches(tag) {
            change = successor?.apply(fragment) ?? .changedMeanwhile
        }
        if case .restarted = change { decided += [.register(acceptedCredentials), .iceRestarted] }
        return change
    }

    /// Makes the successor the connection in use.
    mutating func handOver() {
        isHandingOver = false
        guard let next = successor.take() else { return }
        current = next
        decided += [.register(acceptedCredentials), .handedOver]
    }

    /// Closes all connections.
    mutating func close(now: MonotonicTime) {
        successor?.peer.close(now: now)
        current.peer.close(now: now)
    }
}

// MARK: - Actions

extension CreatorConnections {
    /// The next action; nil if there is none until the next input.
    mutating func nextAction(now: MonotonicTime) -> Action? {
        while decided.isEmpty {
            if let action = current.peer.nextAction() {
                take(action)
            } else if !isHandingOver, let action = successor?.peer.nextAction() {
                takeSuccessor(action, now: now)
            } else {
                return nil
            }
        }
        return decided.removeFirst()
    }

    private mutating func take(_ action: Peer.Action) {
        switch action {
        case .associate(let address, let isProven):
            decided.append(.associate(address, isProven: isProven))
            if !current.isChecked { decided.append(.checked) }
            current.isChecked = true
        case .transmit(let bytes, let address): decided.append(.send(bytes, to: address))
        // Consent can return.
        case .event(.disconnected(.consentLost)): decided.append(.event(.disconnected(.consentLost)))
        case .event(.disconnected(let reason)):
            // The node has closed it itself.
            guard !isHandingOver else { return }
            if case .failed = reason { current.hasFailed = true }
            decided.append(.event(.disconnected(reason)))
            failIfNoneIsLeft(reason)
        case .event(let event): decided.append(.event(event))
        }
    }

    private mutating func takeSuccessor(_ action: Peer.Action, now: MonotonicTime) {
        switch action {
        case .associate(let address, let isProven):
            decided.append(.associate(address, isProven: isProven))
            successor?.isChecked = true
        case .transmit(let bytes, let address): decided.append(.send(bytes, to: address))
        case .event(.connected):
            // Process the rest of the earlier connection, then close it: a phone that changed network may still hold
            // both.
            isHandingOver = true
            current.peer.close(now: now)
        case .event(.disconnected(let reason)): refuse(reason)
        case .event(.dropped(let reason)): decided.append(.event(.dropped(reason)))
        // These events do not occur before the handshake is done.
        case .event(.media), .event(.senderReport), .event(.reception): break
        }
    }

    /// Gives the successor up.
    private mutating func refuse(_ reason: Peer.DisconnectReason) {
        drainSuccessor()
        successor = nil
        decided += [.register(acceptedCredentials), .refused(reason)]
        failIfNoneIsLeft(reason)
    }

    /// Sends the last datagrams of a connection that is given up.
    private mutating func drainSuccessor() {
        while let action = successor?.peer.nextAction() {
            if case .transmit(let bytes, let address) = action { decided.append(.send(bytes, to: address)) }
        }
    }

    private mutating func failIfNoneIsLeft(_ reason: Peer.DisconnectReason) {
        guard case .failed = reason, successor == nil, current.hasFailed else { return }
        decided.append(.failed)
    }
}
