/// The sending side of a live: makes the offer, takes the answer, and sends Opus over ICE, DTLS and SRTP.
///
/// It is what a creator's application is to the server, built on the same primitives; a specification, a load generator
/// and a Swift application drive it. A state machine without clock or socket: after each mutation, drain
/// ``nextAction()``; call ``advance(to:)`` at ``nextDeadline``.
///
/// It holds an OpenSSL connection and SRTP contexts, so a copy is not a second publisher, and it belongs to one event
/// loop: it is not `Sendable`.
public struct Publisher {
    /// What was sent and refused so far.
    public private(set) var counters = Counters()

    let configuration: Configuration
    private let credentials = ICECredentials.random()
    private var state = State.offering
    private var actions: [Action] = []
    private var stream: OutgoingStream
    private var history = SentPackets()

    private enum State {
        case offering
        case connecting(Connection)
        case connected(Connection, SRTPSession)
        case ended
    }

    private struct Connection {
        var ice: ICEControllingAgent
        let dtls: DTLSTransport
    }

    /// RFC 3550 §6.2 allows 5 s; a server that watches quality wants its round trip each second.
    private static let reportInterval: Duration = .seconds(1)

    /// A publisher that has yet to make its offer.
    public init(configuration: Configuration) {
        self.configuration = configuration
        stream = OutgoingStream(configuration)
    }

    /// The offer to post to the server; the same at each call.
    public func offer() -> String {
        PublisherOffer(
            opus: configuration.opus, credentials: credentials, fingerprint: configuration.certificate.fingerprint,
            setup: configuration.setup, ssrc: configuration.ssrc, cname: configuration.cname
        ).serialized()
    }

    /// Takes the server's answer and starts to connect.
    ///
    /// - Throws: ``PublisherError``.
    public mutating func accept(answer text: String, now: MonotonicTime) throws(PublisherError) {
        guard case .offering = state else { throw .notExpected }
        let answer: WHIPAnswer
        do {
            answer = try WHIPAnswer(parsing: text)
        } catch {
            throw .answer(error)
        }
        let dtls: DTLSTransport
        do {
            dtls = try DTLSTransport(
                role: answer.setup == .passive ? .client : .server, certificate: configuration.certificate,
                peerFingerprint: answer.fingerprint, retransmission: configuration.retransmission)
        } catch {
            throw .handshake(error)
        }
        let ice = ICEControllingAgent(
            local: credentials, remote: answer.credentials, candidates: answer.candidates.map(\.address), now: now)
        stream.payloadType = answer.opus.payloadType
        state = .connecting(Connection(ice: ice, dtls: dtls))
        advance(to: now)
    }

    /// Sends one Opus packet.
    ///
    /// - Parameter duration: the length of its audio in samples at 48 kHz.
    /// - Returns: false before the connection and after the end: nothing is sent, and media time stands still.
    @discardableResult
    public mutating func send(opus: [UInt8], duration: Int, now: MonotonicTime) -> Bool {
        guard case .connected(let connection, let srtp) = state, let destination = connection.ice.destination else {
            return false
        }
        let packet = stream.next(opus, duration: duration, now: now)
        var bytes = packet.serialized()
        // Only a payload over the limit, or 2^48 packets under one key, are refused: nothing goes out for them.
        guard (try? srtp.protect(&bytes)) != nil else { return false }
        history.store(bytes, sequenceNumber: packet.sequenceNumber, now: now)
        counters.packets += 1
        counters.payloadBytes += opus.count
        actions.append(.transmit(bytes, to: destination))
        reportIfDue(destination, srtp, now)
        return true
    }

    /// Leaves a hole in media time, as a sender that is silent (DTX) does.
    ///
    /// - Parameter duration: its length in samples at 48 kHz.
    public mutating func skip(duration: Int) {
        guard case .connected = state else { return }
        stream.skip(duration)
    }

    /// When ``advance(to:)`` has something to do; `nil` before the answer and after the end.
    public var nextDeadline: MonotonicTime? {
        switch state {
        case .offering, .ended: nil
        case .connecting(let connection):
            [connection.ice.nextDeadline, connection.dtls.nextDeadline].compactMap(\.self).min()
        case .connected(let connection, _):
            [connection.ice.nextDeadline, stream.nextReport].compactMap(\.self).min()
        }
    }

    /// The oldest action not taken yet; `nil` when there is none.
    public mutating func nextAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    /// Moves time on.
    public mutating func advance(to now: MonotonicTime) {
        switch state {
        case .offering, .ended: return
        case .connecting(var connection):
            let actions = connection.ice.advance(to: now)
            connection.dtls.advance(to: now)
            state = .connecting(connection)
            perform(actions, now)
            drainHandshake(now)
        case .connected(var connection, let srtp):
            let actions = connection.ice.advance(to: now)
            state = .connected(connection, srtp)
            perform(actions, now)
            guard case .connected = state, let destination = connection.ice.destination else { return }
            reportIfDue(destination, srtp, now)
        }
    }

    /// Takes a datagram from the socket.
    public mutating func receive(_ datagram: [UInt8], from source: TransportAddress, now: MonotonicTime) {
        guard datagram.count <= DTLSTransport.maximumInputSize else { return drop(.tooLarge) }
        switch DatagramKind(datagram) {
        case .stun: receiveCheck(datagram, source, now)
        case .dtls: receiveHandshake(datagram, source, now)
        case .rtcp: receiveControl(datagram, source, now)
        case .rtp: drop(.unexpected(.rtp))
        case .unknown: drop(.unexpected(.unknown))
        }
    }

    /// Ends the live: BYE, then close_notify, so that the server need not wait to know.
    public mutating func close(now: MonotonicTime) {
        switch state {
        case .ended: return
        case .offering, .connecting: break
        case .connected(let connection, let srtp):
            guard let destination = connection.ice.destination else { break }
            let goodbye = RTCPPacket.goodbye(Goodbye(sources: [configuration.ssrc]))
            // RFC 3550 §6.6: the goodbye of a participant comes in a compound that starts with a report.
            transmit(stream.report(now) + [goodbye], to: destination, srtp)
            connection.dtls.close()
            while case .transmit(let bytes)? = connection.dtls.nextAction() {
                actions.append(.transmit(bytes, to: destination))
            }
        }
        end(.closed)
    }
}

// MARK: - Input

extension Publisher {
    private mutating func receiveCheck(_ datagram: [UInt8], _ source: TransportAddress, _ now: MonotonicTime) {
        switch state {
        case .offering, .ended: drop(.unexpected(.stun))
        case .connecting(var connection):
            let actions = connection.ice.receive(datagram, from: source, now: now)
            state = .connecting(connection)
            perform(actions, now)
        case .connected(var connection, let srtp):
            let actions = connection.ice.receive(datagram, from: source, now: now)
            state = .connected(connection, srtp)
            perform(actions, now)
        }
    }

    private mutating func receiveHandshake(_ datagram: [UInt8], _ source: TransportAddress, _ now: MonotonicTime) {
        let connection: Connection
        switch state {
        case .offering, .ended: return drop(.unexpected(.dtls))
        case .connecting(let current), .connected(let current, _): connection = current
        }
        guard source == connection.ice.destination else { return drop(.unknownSource) }
        if !connection.dtls.receive(datagram, now: now) { drop(.unexpected(.dtls)) }
        drainHandshake(now)
    }

    private mutating func receiveControl(_ datagram: [UInt8], _ source: TransportAddress, _ now: MonotonicTime) {
        guard case .connected(let connection, let srtp) = state else { return drop(.unexpected(.rtcp)) }
        guard source == connection.ice.destination else { return drop(.unknownSource) }
        var bytes = datagram
        do {
            try srtp.unprotectControl(&bytes)
        } catch {
            return drop(.srtp(error))
        }
        do {
            for packet in try RTCPCompound(parsing: bytes).packets { receive(packet, source, now) }
        } catch {
            drop(.rtcp(error))
        }
    }

    private mutating func receive(_ packet: RTCPPacket, _ source: TransportAddress, _ now: MonotonicTime) {
        switch packet {
        case .receiverReport(let report): note(report.reports, now)
        case .senderReport(let report): note(report.reports, now)
        case .genericNACK(let nack) where nack.mediaSSRC == configuration.ssrc:
            for number in nack.sequenceNumbers { sendAgain(number, to: source, now) }
        case .goodbye: end(.closedByServer)
        case .extendedReport(let report): stream.receive(report, now)
        case .genericNACK, .sourceDescription, .other: break
        }
    }

    private mutating func note(_ reports: [ReportBlock], _ now: MonotonicTime) {
        for report in reports where report.ssrc == configuration.ssrc {
            actions.append(.event(.reception(report, roundTrip: stream.roundTrip(report, now))))
        }
    }

    private mutating func sendAgain(_ number: UInt16, to destination: TransportAddress, _ now: MonotonicTime) {
        switch history.take(number, now: now) {
        case .bytes(let bytes):
            counters.retransmissions += 1
            actions.append(.transmit(bytes, to: destination))
        case .justSent: break
        case .missing: counters.retransmissionsMissed += 1
        }
    }
}

// MARK: - Output

extension Publisher {
    private mutating func perform(_ iceActions: [ICEControllingAgent.Action], _ now: MonotonicTime) {
        for action in iceActions {
            switch action {
            case .transmit(let bytes, let address): actions.append(.transmit(bytes, to: address))
            case .connected:
                guard case .connecting(let connection) = state else { break }
                connection.dtls.start(now: now)
                drainHandshake(now)
            case .failed(let failure): end(.unreachable(failure))
            case .dropped(let reason): drop(.ice(reason))
            }
        }
    }

    private mutating func drainHandshake(_ now: MonotonicTime) {
        let connection: Connection
        switch state {
        case .offering, .ended: return
        case .connecting(let current), .connected(let current, _): connection = current
        }
        while let action = connection.dtls.nextAction() {
            switch action {
            case .transmit(let bytes):
                if let destination = connection.ice.destination { actions.append(.transmit(bytes, to: destination)) }
            case .connected(let keys):
                do {
                    state = .connected(connection, try SRTPSession(keys))
                    actions.append(.event(.connected))
                } catch {
                    end(.handshake(DTLSError(code: .configuration, message: "libsrtp refuses the keys: \(error).")))
                }
            case .closed: end(.closedByServer)
            case .failed(let error): end(.handshake(error))
            }
        }
    }

    private mutating func reportIfDue(_ destination: TransportAddress, _ srtp: SRTPSession, _ now: MonotonicTime) {
        guard let due = stream.nextReport, now >= due else { return }
        transmit(stream.report(now), to: destination, srtp)
        stream.nextReport = now + Self.reportInterval
    }

    private mutating func transmit(_ packets: [RTCPPacket], to destination: TransportAddress, _ srtp: SRTPSession) {
        var bytes = RTCPCompound(packets).serialized()
        guard (try? srtp.protectControl(&bytes)) != nil else { return }
        actions.append(.transmit(bytes, to: destination))
    }

    private mutating func drop(_ reason: DropReason) {
        counters.dropped += 1
        actions.append(.event(.dropped(reason)))
    }

    private mutating func end(_ reason: Disconnection) {
        if case .ended = state { return }
        state = .ended
        actions.append(.event(.disconnected(reason)))
    }
}
