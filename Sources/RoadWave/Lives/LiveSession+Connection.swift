internal import CoreMetrics
internal import Logging
internal import RoadWaveMedia
internal import RoadWaveRTC

/// The creator's connection: datagrams in, datagrams and events out.
extension LiveSession {
    /// Takes a batch of the creator's datagrams.
    func receive(_ datagrams: [Datagram]) {
        guard !live.isOver else { return }
        let now = environment.clock.now
        for datagram in datagrams {
            peer.receive(datagram.bytes, as: datagram.kind, from: datagram.peer, now: now)
        }
        performActions()
        broadcastMedia(now: now)
    }

    /// Does what the peer asks for, until it asks for nothing.
    func performActions() {
        let now = environment.clock.now
        var associations: [(address: TransportAddress, isProven: Bool)] = []
        var outgoing: [Datagram] = []
        var dropped: [DroppedDatagram: Int] = [:]
        var disconnection: Peer.DisconnectReason?
        while let action = peer.nextAction() {
            switch action {
            case .associate(let address, let isProven):
                associations.append((address, isProven))
            case .transmit(let bytes, let address):
                outgoing.append(Datagram(bytes: bytes, peer: address))
            case .event(.connected):
                presence.consent()
                hear(now: now)
            case .event(.media(let packet)):
                hear(now: now)
                insert(packet, now: now)
            case .event(.senderReport):
                hear(now: now)
            case .event(.reception(let report)):
                observe(report, now: now)
            case .event(.disconnected(.consentLost)):
                presence.loseConsent()
            case .event(.disconnected(let reason)):
                disconnection = reason
            case .event(.dropped(let reason)):
                dropped[.refused(reason), default: 0] += 1
            }
        }
        if !associations.isEmpty { environment.udp.router.associate(associations, with: id) }
        if !outgoing.isEmpty { environment.udp.send(outgoing) }
        if !dropped.isEmpty {
            environment.metrics.ingest.datagramsDropped.increment(by: dropped)
        }
        if let disconnection { disconnect(disconnection) }
    }

    /// Takes a `PATCH` of the creator: candidates of the present ICE session, or the credentials of a new one.
    func apply(_ fragment: TrickleFragment, ifMatch isMatched: @Sendable (String) -> Bool) async -> WHIPSessionChange {
        guard !live.isOver else { return .over }
        guard isMatched(answer.credentials.entityTag) else { return .changedMeanwhile }
        guard let remote = fragment.credentials, remote != remoteCredentials else {
            return .accepted
        }
        answer.credentials = .random()
        remoteCredentials = remote
        peer.restartICE(local: answer.credentials, remote: remote)
        environment.metrics.iceRestarts.increment()
        // Before the answer leaves: the creator's next check may come at once.
        await environment.udp.router.register(self, as: peer.acceptedCredentials)
        let restart = TrickleFragment(
            credentials: answer.credentials, candidates: answer.candidates, isComplete: true,
            mid: answer.sections[answer.audioIndex].mid, isLite: true)
        return .restarted(restart, entityTag: answer.credentials.entityTag)
    }

    /// Follows the creator's coming and going.
    func apply(_ change: CreatorPresence.Change) {
        switch change {
        case .connected:
            // Not at the first time, which begins the encoding anyway.
            isComingBack = broadcast.running != nil
            live.state = .live
            environment.catalogue?.record(live)
            environment.events.publish(.liveConnected(live))
        case .interrupted:
            live.state = .interrupted
            monitor.interrupt(now: environment.clock.now)
            live.connection = monitor.state
            environment.metrics.interruptions.increment()
            environment.catalogue?.record(live)
            environment.events.publish(.liveInterrupted(live))
        case .timedOut:
            end(.creatorTimeout)
            return
        }
        environment.logger.info("live", metadata: ["live": "\(id)", "state": "\(live.state.rawValue)"])
    }

    private func hear(now: MonotonicTime) {
        if let change = presence.hear(now: now) { apply(change) }
    }

    /// The connection is over, and said so. The live is not: a browser closes its connections also when a page is
    /// loaded again, and whoever means to end a live says `DELETE`. So it waits for its creator.
    private func disconnect(_ reason: Peer.DisconnectReason) {
        environment.logger.info("creator disconnected", metadata: ["live": "\(id)", "reason": "\(reason)"])
        guard case .failed(let error) = reason else {
            if let change = presence.leave() { apply(change) }
            return
        }
        environment.metrics.ingest.handshakesFailed.increment(error.code)
        end(.failure)
    }
}
