/// The sending side of a live: makes the offer, takes the answer, and sends Opus over ICE, DTLS and SRTP.
///
/// It is the counterpart of a creator's application, built on the same primitives. The specification, a load generator
/// and Swift applications use it. It is a state machine without clock or socket: after each mutation, drain
/// ``nextAction()``; call ``advance(to:)`` at ``nextDeadline``.
///
/// It holds an OpenSSL connection and SRTP contexts, so a copy is not a second publisher. It belongs to one event loop:
/// it is not `Sendable`.
public struct Publisher {
    /// Counts of sent and dropped packets.
    public internal(set) var counters = Counters()

    /// Its settings.
    public let configuration: Configuration
    var state = State.offering
    var actions: [Action] = []
    var stream: OutgoingStream
    var history = SentPackets()
    private var credentials = ICECredentials.random()
    /// The proposal of an ICE restart, until its answer comes.
    private var proposedCredentials: ICECredentials?

    enum State {
        case offering
        case connecting(Connection)
        case connected(Connection, SRTPSession)
        case ended
    }

    struct Connection {
        var ice: ICEControllingAgent
        let dtls: DTLSTransport
        /// The server's addresses in the latest answer.
        var candidates: [TransportAddress]
        /// The destination of the last ICE session, while a restarted one still checks. It is the same server, usually
        /// at the same address. If it refuses a packet before the first check, it requests it again.
        var formerDestination: TransportAddress?

        /// The destination of datagrams.
        var destination: TransportAddress? { ice.destination ?? formerDestination }
    }

    /// RFC 3550 §6.2 allows 5 s. A server that measures quality needs its round trip every second.
    static let reportInterval: Duration = .seconds(1)

    /// A publisher that has not made its offer yet.
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
                peerFingerprints: answer.fingerprints, retransmission: configuration.retransmission)
        } catch {
            throw .handshake(error)
        }
        let candidates = answer.candidates.map(\.address)
        let ice = ICEControllingAgent(
            local: credentials, remote: answer.credentials, candidates: candidates, now: now)
        stream.payloadType = answer.opus.payloadType
        state = .connecting(Connection(ice: ice, dtls: dtls, candidates: candidates))
        advance(to: now)
    }

    /// Proposes an ICE restart, as an application does when its network has changed (RFC 9725 §4.3.3). DTLS, SRTP and
    /// the stream continue.
    ///
    /// - Returns: the fragment to `PATCH` to the live's resource. Its answer goes to ``accept(restart:now:)``. A later
    ///   proposal replaces one without answer.
    /// - Throws: ``PublisherError/notExpected`` when not connected.
    public mutating func restartICE() throws(PublisherError) -> TrickleFragment {
        guard case .connected = state else { throw .notExpected }
        let proposed = ICECredentials.random()
        proposedCredentials = proposed
        return TrickleFragment(credentials: proposed, isComplete: true, mid: PublisherOffer.mid)
    }

    /// Takes the server's answer to ``restartICE()`` and starts to check again. A second `connected` reports the
    /// success.
    ///
    /// - Throws: ``PublisherError``; the former ICE session then continues.
    public mutating func accept(restart text: String, now: MonotonicTime) throws(PublisherError) {
        guard let proposed = proposedCredentials, case .connected(var connection, let srtp) = state else {
            throw .notExpected
        }
        let fragment: TrickleFragment
        do {
            fragment = try TrickleFragment(parsing: text)
        } catch {
            throw .answer(error)
        }
        guard let remote = fragment.credentials else {
            throw .answer(SDPError(.noICECredentials, "the answer to an ICE restart has no a=ice-ufrag."))
        }
        credentials = proposed
        proposedCredentials = nil
        connection.formerDestination = connection.destination
        // RFC 8840 §4.4: a server whose addresses have not changed may leave them out.
        if !fragment.candidates.isEmpty { connection.candidates = fragment.candidates.map(\.address) }
        connection.ice = ICEControllingAgent(
            local: proposed, remote: remote, candidates: connection.candidates, now: now)
        state = .connected(connection, srtp)
        advance(to: now)
    }

    /// Sends one Opus packet.
    ///
    /// - Parameter duration: the length of its audio in samples at 48 kHz.
    /// - Returns: false before the connection and after the end: nothing is sent, and media time does not advance.
    @discardableResult
    public mutating func send(opus: [UInt8], duration: Int, now: MonotonicTime) -> Bool {
        guard case .connected(let connection, let srtp) = state, let destination = connection.destination else {
            return false
        }
        let packet = stream.next(opus, duration: duration, now: now)
        var bytes = packet.serialized()
        // Only a payload over the limit, or 2^48 packets under one key, are refused: then nothing is sent.
        guard (try? srtp.protect(&bytes)) != nil else { return false }
        history.store(bytes, sequenceNumber: packet.sequenceNumber, now: now)
        counters.packets += 1
        counters.payloadBytes += opus.count
        actions.append(.transmit(bytes, to: destination))
        reportIfDue(destination, srtp, now)
        return true
    }

    /// Leaves a hole in media time, as a silent sender (DTX) does.
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

    /// Lets time pass.
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
            guard case .connected = state, let destination = connection.destination else { return }
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

    /// Ends the live: BYE, then close_notify, so that the server learns it at once.
    public mutating func close(now: MonotonicTime) {
        switch state {
        case .ended: return
        case .offering, .connecting: break
        case .connected(let connection, let srtp):
            guard let destination = connection.destination else { break }
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
