/// One creator's connection, the server's side: ICE-lite, DTLS, SRTP, RTP and RTCP, without a socket or a clock.
///
/// Pass datagrams and the time in, drain ``nextAction()`` after each call, and call ``advance(to:)`` at
/// ``nextDeadline``. It cannot be copied, because the library's contexts in it cannot: it has one owner, on one event
/// loop.
///
/// An established peer is unaffected by strangers. A STUN message must be signed with our password, in a transaction
/// that has not come from another address before. Everything else must come from an address of such a check, and carry
/// the tag of the negotiated keys. Other datagrams are dropped, with a reason. Our datagrams go to the source of
/// authentic ones.
public struct Peer: ~Copyable {
    private let configuration: Configuration
    private let dtls: DTLSTransport
    private var ice: ICELiteAgent
    private var srtp: SRTPSession?
    private var reporting: ReceiverReporting
    private var hasStartedHandshake = false
    /// The last source of the creator's part of the handshake: ours goes there.
    private var handshakeSource: TransportAddress?
    /// The last source of authentic media or reports.
    private var lastProven: TransportAddress?
    private var hasEnded = false
    private var actions: [Action] = []

    /// Bytes of the longest datagram that is read: a DTLS flight on a path with jumbo frames.
    private static let maximumDatagramSize = DTLSTransport.maximumInputSize

    /// Creates a peer that waits for its creator's first check.
    ///
    /// - Throws: ``DTLSError`` with code `configuration`.
    public init(configuration: Configuration, now: MonotonicTime) throws(DTLSError) {
        self.configuration = configuration
        dtls = try DTLSTransport(
            role: configuration.role, certificate: configuration.certificate,
            peerFingerprints: configuration.fingerprints, retransmission: configuration.retransmission,
            boundsAmplification: true)
        ice = ICELiteAgent(
            local: configuration.localCredentials, remote: configuration.remoteCredentials,
            configuration: configuration.ice, now: now)
        reporting = ReceiverReporting(requestsRetransmission: configuration.requestsRetransmission)
    }

    /// The destination of our datagrams; `nil` before the first check.
    public var remoteAddress: TransportAddress? { ice.destination }

    /// How the creator's RTP clock maps to its wall clock, once it has sent a report.
    public var senderClock: SenderClock? { reporting.senderClock }

    /// Whether the handshake is done, the creator consents, and neither side has closed.
    public var isConnected: Bool { srtp != nil && !hasEnded && !ice.isDisconnected }

    /// Our credentials that the creator's checks may use.
    public var acceptedCredentials: [ICECredentials] { ice.acceptedCredentials }

    /// Whether an authentic check came from `address`: DTLS and SRTP from there may be the creator's.
    public func isValidated(_ address: TransportAddress) -> Bool { ice.isValidated(address) }

    /// Accepts the credentials of an ICE restart (RFC 9725 §4.3.3). Media flows through it.
    public mutating func restartICE(local: ICECredentials, remote: ICECredentials) {
        ice.restart(local: local, remote: remote)
    }

    /// Takes one datagram from the network. Pass ownership of the array, to avoid a copy.
    public mutating func receive(
        _ datagram: consuming [UInt8], from source: TransportAddress, now: MonotonicTime
    ) {
        let kind = DatagramKind(copy datagram)
        receive(datagram, as: kind, from: source, now: now)
    }

    /// Takes one datagram of a known kind from the network. Pass ownership of the array.
    public mutating func receive(
        _ datagram: consuming [UInt8], as kind: DatagramKind, from source: TransportAddress, now: MonotonicTime
    ) {
        guard !hasEnded else { return drop(.afterEnd) }
        guard datagram.count <= Peer.maximumDatagramSize else { return drop(.oversized) }
        switch kind {
        case .stun: return receiveCheck(datagram, from: source, now: now)
        case .unknown: return drop(.unknownProtocol)
        case .dtls, .rtp, .rtcp: break
        }
        guard ice.isValidated(source) else { return drop(.unvalidatedAddress) }
        switch kind {
        case .rtp: receiveMedia(datagram, from: source, now: now)
        case .rtcp: receiveControl(datagram, from: source, now: now)
        default: receiveHandshake(datagram, from: source, now: now)
        }
    }

    /// Lets time pass: timeouts, retransmissions, reports.
    public mutating func advance(to now: MonotonicTime) {
        guard !hasEnded else { return }
        perform(ice.advance(to: now), now: now)
        dtls.advance(to: now)
        performHandshakeActions()
        // RFC 7675 §5.1: nothing is sent without consent.
        guard isConnected else { return }
        let due = reporting.advance(to: now)
        for compound in due.compounds { send(compound) }
        if let reception = due.reception { emit(.reception(reception)) }
    }

    /// When ``advance(to:)`` has something to do; `nil` if only a datagram can change anything.
    public var nextDeadline: MonotonicTime? {
        guard !hasEnded else { return nil }
        return [ice.nextDeadline, dtls.nextDeadline, isConnected ? reporting.nextDeadline : nil]
            .compactMap(\.self).min()
    }

    /// Closes the connection: notifies the creator, and takes nothing more. No event follows.
    public mutating func close(now: MonotonicTime) {
        guard !hasEnded else { return }
        if isConnected { send(reporting.goodbye()) }
        dtls.close()
        performHandshakeActions()
        hasEnded = true
    }

    /// The oldest action not taken yet; `nil` when there is none.
    public mutating func nextAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }
}

// MARK: - ICE

extension Peer {
    private mutating func receiveCheck(_ datagram: [UInt8], from source: TransportAddress, now: MonotonicTime) {
        let wasDisconnected = ice.isDisconnected
        let iceActions = ice.receive(datagram, from: source, now: now)
        if iceActions.contains(.validated(source)) { dtls.credit(datagram.count) }
        perform(iceActions, now: now)
        if wasDisconnected, isConnected { emit(.connected) }
    }

    /// Records that authentic DTLS or SRTP came from an address: our datagrams may follow it there.
    private mutating func prove(_ source: TransportAddress, now: MonotonicTime) {
        guard source != lastProven else { return }
        lastProven = source
        let proof = ice.prove(source, now: now)
        if proof.isNews { actions.append(.associate(source, isProven: true)) }
        perform(proof.actions, now: now)
    }

    private mutating func perform(_ iceActions: [ICELiteAgent.Action], now: MonotonicTime) {
        for action in iceActions {
            switch action {
            case .transmit(let datagram, let address): transmit(datagram, to: address)
            case .validated(let address):
                actions.append(.associate(address, isProven: ice.isProven(address)))
                startHandshake(now: now)
            case .selected: break
            case .disconnected: emit(.disconnected(.consentLost))
            case .dropped(let reason): drop(DropReason(reason))
            }
        }
    }
}

// MARK: - DTLS

extension Peer {
    /// Starts DTLS at the first validated address: before that there is no peer to send to.
    private mutating func startHandshake(now: MonotonicTime) {
        guard !hasStartedHandshake else { return }
        hasStartedHandshake = true
        dtls.start(now: now)
        performHandshakeActions()
    }

    private mutating func receiveHandshake(
        _ datagram: [UInt8], from source: TransportAddress, now: MonotonicTime
    ) {
        let wasConnected = dtls.isConnected
        guard wasConnected || ice.mayShakeHands(source) else { return drop(.unvalidatedAddress) }
        if !wasConnected { handshakeSource = source }
        if !dtls.receive(datagram, now: now) { drop(.malformedDTLS) }
        // The certificate is an announced one, and the end of the handshake came from there.
        if !wasConnected, dtls.isConnected { prove(source, now: now) }
        performHandshakeActions()
    }

    private mutating func performHandshakeActions() {
        while let action = dtls.nextAction() {
            switch action {
            case .transmit(let datagram):
                let destination = srtp == nil ? handshakeSource ?? ice.destination : ice.destination
                if let destination { transmit(datagram, to: destination) }
            case .connected(let keys): begin(with: keys)
            case .closed: end(.closed)
            case .failed(let error): end(.failed(error))
            }
        }
    }

    private mutating func begin(with keys: SRTPKeyingMaterial) {
        do throws(SRTPError) {
            srtp = try SRTPSession(keys)
            emit(.connected)
        } catch {
            end(.failed(DTLSError(code: .noSRTPProfile, message: "The SRTP keys are refused.", cause: "\(error)")))
        }
    }
}

// MARK: - SRTP

extension Peer {
    private mutating func receiveMedia(
        _ datagram: consuming [UInt8], from source: TransportAddress, now: MonotonicTime
    ) {
        guard let srtp else { return drop(.beforeKeys) }
        do throws(SRTPError) { try srtp.unprotect(&datagram) } catch { return drop(DropReason(error)) }
        prove(source, now: now)
        let packet: RTPPacket
        do throws(RTPError) { packet = try RTPPacket(parsing: datagram) } catch { return drop(.malformedRTP) }
        guard packet.payloadType == configuration.payloadType else { return drop(.unknownPayloadType) }
        reporting.receive(packet, now: now)
        emit(.media(packet))
    }

    private mutating func receiveControl(
        _ datagram: consuming [UInt8], from source: TransportAddress, now: MonotonicTime
    ) {
        guard let srtp else { return drop(.beforeKeys) }
        do throws(SRTPError) { try srtp.unprotectControl(&datagram) } catch { return drop(DropReason(error)) }
        prove(source, now: now)
        let compound: RTCPCompound
        do throws(RTCPError) { compound = try RTCPCompound(parsing: datagram) } catch { return drop(.malformedRTCP) }
        for packet in compound.packets {
            switch packet {
            case .senderReport(let report):
                reporting.receive(report, now: now)
                emit(.senderReport(report))
            case .goodbye(let goodbye):
                guard let stream = reporting.mediaSSRC, goodbye.sources.contains(stream) else { continue }
                emit(.disconnected(.goodbye(reason: goodbye.reason)))
            case .extendedReport(let report):
                reporting.receive(report, now: now)
            case .receiverReport, .sourceDescription, .genericNACK, .other:
                // We send no media, so there is nothing to report on or to retransmit.
                continue
            }
        }
    }

    private mutating func send(_ compound: RTCPCompound) {
        guard let srtp, let destination = ice.destination else { return }
        var packet = compound.serialized()
        // A refusal here (an index used up after 2^31 reports) only costs a report.
        guard (try? srtp.protectControl(&packet)) != nil else { return }
        transmit(packet, to: destination)
    }
}

// MARK: - Output

extension Peer {
    private mutating func transmit(_ datagram: [UInt8], to address: TransportAddress) {
        actions.append(.transmit(datagram, to: address))
    }

    private mutating func emit(_ event: Event) {
        actions.append(.event(event))
    }

    private mutating func drop(_ reason: DropReason) {
        emit(.dropped(reason))
    }

    private mutating func end(_ reason: DisconnectReason) {
        hasEnded = true
        emit(.disconnected(reason))
    }
}
