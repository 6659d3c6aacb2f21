extension Publisher {
    /// The settings of a publisher.
    public struct Configuration: Sendable {
        /// The identity of the handshake.
        public var certificate: DTLSCertificate
        /// How Opus is offered.
        public var opus: OpusFormat
        /// `actpass` leaves the direction of the handshake to the server. `passive` makes this side the DTLS server,
        /// like some real publishers.
        public var setup: DTLSSetup
        /// The synchronisation source; random by default.
        public var ssrc: UInt32
        /// The RTCP canonical name (RFC 3550 §6.5.1).
        public var cname: String
        /// The first sequence number. RFC 3550 §5.1 requires a random one. It is below 2^15, so that a loss at the
        /// start cannot make both sides count SRTP's rollovers differently (RFC 3711 §3.3.1).
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
        /// How the server receives, about every second. The round trip is known after a report of ours has come back.
        case reception(ReportBlock, roundTrip: Duration?)
        /// The connection has ended. Emitted once.
        case disconnected(Disconnection)
        /// A datagram had no effect.
        case dropped(DropReason)
    }

    /// Why the connection has ended.
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

    /// Why a datagram had no effect.
    public enum DropReason: Hashable, Sendable {
        /// An unknown protocol, or one that is not expected yet.
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

    /// Counts of sent and dropped packets.
    public struct Counters: Hashable, Sendable {
        /// RTP packets sent, without retransmissions.
        public var packets = 0
        /// Bytes of Opus in them.
        public var payloadBytes = 0
        /// Packets retransmitted at the server's request.
        public var retransmissions = 0
        /// Requested packets that are no longer kept.
        public var retransmissionsMissed = 0
        /// Datagrams without effect.
        public var dropped = 0

        /// All zero.
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
