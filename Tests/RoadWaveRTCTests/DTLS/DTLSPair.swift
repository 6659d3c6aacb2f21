import RoadWaveRTC

/// Two ends of a DTLS connection and the network between them, in virtual time.
final class DTLSPair {
    let client: DTLSTransport
    let server: DTLSTransport
    private(set) var now = MonotonicTime.zero
    /// Decides about the n-th datagram sent, from 0, by either end; what it answers travels on.
    var network: (_ index: Int, _ datagram: [UInt8]) -> [[UInt8]] = { [$1] }
    private(set) var sentCount = 0
    private(set) var clientActions: [DTLSTransport.Action] = []
    private(set) var serverActions: [DTLSTransport.Action] = []

    /// The shortest waits that the library honours: a lost flight costs 5 ms of real time. The virtual time that passes
    /// meanwhile is arbitrary, so the handshake gets a day.
    static let quick = DTLSRetransmission(
        initial: .milliseconds(20), maximum: .milliseconds(40), handshakeTimeout: .seconds(86_400))

    init(
        clientCertificate: DTLSCertificate, serverCertificate: DTLSCertificate,
        fingerprintsOfClient: [DTLSFingerprint]? = nil, fingerprintOfServer: DTLSFingerprint? = nil,
        retransmission: DTLSRetransmission = DTLSPair.quick
    ) throws {
        client = try DTLSTransport(
            role: .client, certificate: clientCertificate,
            peerFingerprints: [fingerprintOfServer ?? serverCertificate.fingerprint], retransmission: retransmission)
        server = try DTLSTransport(
            role: .server, certificate: serverCertificate,
            peerFingerprints: fingerprintsOfClient ?? [clientCertificate.fingerprint], retransmission: retransmission)
    }

    var clientKeys: SRTPKeyingMaterial? { DTLSPair.keys(in: clientActions) }
    var serverKeys: SRTPKeyingMaterial? { DTLSPair.keys(in: serverActions) }
    var clientErrors: [DTLSError] { DTLSPair.errors(in: clientActions) }
    var serverErrors: [DTLSError] { DTLSPair.errors(in: serverActions) }

    func start() {
        server.start(now: now)
        client.start(now: now)
    }

    /// Carries datagrams, and moves time to the next deadline when none is under way, until `isDone`.
    ///
    /// - Returns: whether it is done; false when nothing can change any more, or after a minute of real time.
    func run(until isDone: () -> Bool) -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(60)
        while clock.now < end {
            while carry() {}
            if isDone() { return true }
            guard let deadline = [client.nextDeadline, server.nextDeadline].compactMap(\.self).min() else {
                return false
            }
            now = max(now, deadline)
            client.advance(to: now)
            server.advance(to: now)
        }
        return isDone()
    }

    func connect() -> Bool {
        start()
        return run { clientKeys != nil && serverKeys != nil }
    }

    /// One round in both directions; whether anything was sent.
    private func carry() -> Bool {
        let before = sentCount
        clientActions += drain(client, into: server)
        serverActions += drain(server, into: client)
        return sentCount > before
    }

    private func drain(_ sender: DTLSTransport, into receiver: DTLSTransport) -> [DTLSTransport.Action] {
        var others: [DTLSTransport.Action] = []
        while let action = sender.nextAction() {
            guard case .transmit(let datagram) = action else {
                others.append(action)
                continue
            }
            for arriving in network(sentCount, datagram) { receiver.receive(arriving, now: now) }
            sentCount += 1
        }
        return others
    }

    private static func keys(in actions: [DTLSTransport.Action]) -> SRTPKeyingMaterial? {
        for case .connected(let keys) in actions { return keys }
        return nil
    }

    private static func errors(in actions: [DTLSTransport.Action]) -> [DTLSError] {
        actions.compactMap { action in
            if case .failed(let error) = action { error } else { nil }
        }
    }
}
