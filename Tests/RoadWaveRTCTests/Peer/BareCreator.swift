import RoadWaveRTC

/// A creator made of the bare parts, ICE, DTLS and SRTP: what arrives at a peer can be forged at will.
final class BareCreator {
    let certificate: DTLSCertificate
    let credentials = ICECredentials.random()
    var address: TransportAddress
    private(set) var srtp: SRTPSession?
    /// Compound packets of the server, decrypted.
    private(set) var reports: [RTCPCompound] = []
    private(set) var hasBeenClosed = false
    /// What is to be sent; whoever carries it empties it.
    var outgoing: [[UInt8]] = []
    var ssrc: UInt32 = 0x1234_5678

    private var ice: ICEControllingAgent
    private let dtls: DTLSTransport
    private let server: TransportAddress

    init(
        address: TransportAddress, server: TransportAddress, serverCredentials: ICECredentials,
        serverFingerprint: DTLSFingerprint, role: DTLSTransport.Role, retransmission: DTLSRetransmission
    ) throws {
        certificate = try DTLSCertificate.generate()
        self.address = address
        self.server = server
        ice = ICEControllingAgent(
            local: credentials, remote: serverCredentials, candidates: [server], tieBreaker: 1, now: .zero)
        dtls = try DTLSTransport(
            role: role, certificate: certificate, peerFingerprints: [serverFingerprint], retransmission: retransmission)
    }

    var nextDeadline: MonotonicTime? {
        [ice.nextDeadline, dtls.nextDeadline].compactMap(\.self).min()
    }

    func advance(to now: MonotonicTime) {
        perform(ice.advance(to: now), now)
        dtls.advance(to: now)
        performHandshakeActions()
    }

    func receive(_ datagram: [UInt8], now: MonotonicTime) {
        switch DatagramKind(datagram) {
        case .stun: perform(ice.receive(datagram, from: server, now: now), now)
        case .dtls: dtls.receive(datagram, now: now)
        case .rtcp:
            var packet = datagram
            guard (try? srtp?.unprotectControl(&packet)) != nil, let report = try? RTCPCompound(parsing: packet) else {
                return
            }
            reports.append(report)
        case .rtp, .unknown: break
        }
        performHandshakeActions()
    }

    func close() {
        dtls.close()
        performHandshakeActions()
    }

    /// A packet of 20 ms, encrypted; not sent.
    func media(_ sequenceNumber: UInt16, payloadType: UInt8 = 111) throws -> [UInt8] {
        var bytes = packet(sequenceNumber, payloadType: payloadType).serialized()
        try srtp?.protect(&bytes)
        return bytes
    }

    /// What `media` encrypts.
    func packet(_ sequenceNumber: UInt16, payloadType: UInt8 = 111) -> RTPPacket {
        RTPPacket(
            payloadType: payloadType, sequenceNumber: sequenceNumber, timestamp: UInt32(sequenceNumber) &* 960,
            ssrc: ssrc, payload: [0xFC, UInt8(sequenceNumber & 0xFF), UInt8(sequenceNumber >> 8)])
    }

    /// A compound packet, encrypted; not sent.
    func control(_ packets: [RTCPPacket]) throws -> [UInt8] {
        var bytes = RTCPCompound(packets).serialized()
        try srtp?.protectControl(&bytes)
        return bytes
    }

    private func perform(_ actions: [ICEControllingAgent.Action], _ now: MonotonicTime) {
        for action in actions {
            switch action {
            case .transmit(let datagram, _): outgoing.append(datagram)
            case .connected: dtls.start(now: now)
            case .failed, .dropped: break
            }
        }
        performHandshakeActions()
    }

    private func performHandshakeActions() {
        while let action = dtls.nextAction() {
            switch action {
            case .transmit(let datagram): outgoing.append(datagram)
            case .connected(let keys): srtp = try? SRTPSession(keys)
            case .closed: hasBeenClosed = true
            case .failed: break
            }
        }
    }
}
