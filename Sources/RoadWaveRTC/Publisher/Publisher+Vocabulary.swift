extension Publisher {
    /// What a publisher is made of.
    public struct Configuration: Sendable {
        /// The identity of the handshake.
        public var certificate: DTLSCertificate
        /// How Opus is offered.
        public var opus: OpusFormat
        /// `actpass` leaves the handshake's direction to the server; `passive` makes this side the DTLS server, as some
        /// real publishers are.
        public var setup: DTLSSetup
        /// The synchronisation source; random unless told otherwise.
        public var ssrc: UInt32
        /// The RTCP canonical name (RFC 3550 §6.5.1).
        public var cname: String
        /// The first sequence number. RFC 3550 §5.1 has it random; below 2^15, so that a loss at the start cannot make
        /// the two sides count SRTP's rollovers differently (RFC 3711 §3.3.1).
        public var firstSequenceNumber: UInt16
        /// The first timestamp; random (RFC 3550 §5.1).
        public var firstTimestamp: UInt32
        /// How often a lost DTLS flight is sent again.
        public var retransmission: DTLSRetransmission

        /// A configuration with random identifiers.
        public init(
            certificate: DTLSCertificate, opus: OpusFormat = OpusFormat(payloadType: 111),
            setup: DTLSSetup = .actpass, ssrc: UInt32 = .random(in: 1 ... .max),
            cname: String = ICECredentials.random().password,
            firstSequenceNumber: UInt16 = .random(in: 0..<1 << 15), firstTimestamp: UInt32 = .random(in: 0 ... .max),
            retransmission: DTLSRetransmission = DTLSRetransmission()
        ) {
            self.certificate = certificate
            self.opus = opus
            self.setup = setup
            self.ssrc = ssrc
            self.cname = cname
            self.firstSequenceNumber = firstSequenceNumber
            self.firstTimestamp = firstTimestamp
            self.retransmission = retransmission
        }
    }

    /// What the owner has to do.
    public enum Action: Equatable {
        /// Send this datagram.
        case transmit([UInt8], to: TransportAddress)
        /// Something happened.
        case event(Event)
    }

    /// What happened.
    public enum Event: Equatable {
        /// ICE and DTLS are done: Opus sent from now on arrives. Comes again when an ICE restart is done.
        case connected
        /// How the server receives, each second or so; the round trip once a report of ours came back.
        case reception(ReportBlock, roundTrip: Duration?)
        /// It is over. Emitted once.
        case disconnected(Disconnection)
        /// A datagram changed nothing.
        case dropped(DropReason)
    }

    /// Why it is over.
    public enum Disconnection: Error, Equatable {
        /// The server could not be reached, or stopped answering.
        case unreachable(ICEControllingAgent.Failure)
        /// The handshake failed.
        case handshake(DTLSError)
        /// The server ended it: DTLS close_notify or an RTCP BYE.
        case closedByServer
        /// This side called `close`.
        case closed
    }

    /// Why a datagram changed nothing.
    public enum DropReason: Hashable, Sendable {
        /// No protocol that is spoken here, or one that is not expected yet.
        case unexpected(DatagramKind)
        /// Not from the server's address.
        case unknownSource
        /// ICE refused it.
        case ice(ICEDropReason)
        /// SRTP refused it.
        case srtp(SRTPError)
        /// Not a compound RTCP packet.
        case rtcp(RTCPError)
        /// Longer than any datagram of a WebRTC session.
        case tooLarge
    }

    /// What was sent and refused so far.
    public struct Counters: Hashable, Sendable {
        /// RTP packets sent, each counted once.
        public var packets = 0
        /// Bytes of Opus in them.
        public var payloadBytes = 0
        /// Packets sent again because the server asked.
        public var retransmissions = 0
        /// Packets asked for that are no longer kept.
        public var retransmissionsMissed = 0
        /// Datagrams that changed nothing.
        public var dropped = 0

        /// Nothing yet.
        public init() {}
    }
}

extension Publisher.Disconnection: CustomStringConvertible {
    /// What happened, in one English sentence.
    public var description: String {
        switch self {
        case .unreachable(.noAnswer): "The server does not answer at any of its UDP addresses."
        case .unreachable(.consentExpired): "The server stopped answering over UDP."
        case .handshake(let error): "The DTLS handshake failed: \(error)"
        case .closedByServer: "The server ended the live."
        case .closed: "The publisher closed the live."
        }
    }
}
