extension Peer {
    /// What the owner of a peer has to do, or to know.
    public enum Action: Equatable, Sendable {
        /// Send this datagram.
        case transmit([UInt8], to: TransportAddress)
        /// Datagrams from this address are the creator's: to be known before the datagrams that follow leave, since the
        /// creator answers them. Comes with each check whose transaction is new, and when the address is proven.
        case associate(TransportAddress, isProven: Bool)
        /// Something happened.
        case event(Event)
    }

    /// What happens to a connection.
    public enum Event: Equatable, Sendable {
        /// Media can come: addresses, certificate and keys are settled. Comes again when consent is back.
        case connected
        /// A packet of the negotiated payload type, decrypted, received for the first time; in the order of the network.
        case media(RTPPacket)
        /// The creator's report: how its RTP clock maps to its wall clock.
        case senderReport(SenderReport)
        /// How the stream arrived since the last report; each second, once media has come.
        case reception(ReceptionReport)
        /// Nothing more is to be expected, for now or for good.
        case disconnected(DisconnectReason)
        /// A datagram changed nothing: to be counted by the owner.
        case dropped(DropReason)
    }

    /// Why a connection broke.
    public enum DisconnectReason: Error, Equatable, Sendable {
        /// No authentic check has come for the consent timeout: the creator lost its network, or never had one. The
        /// same connection goes on, with a new `connected`, if it comes back.
        case consentLost
        /// The creator's stream said RTCP BYE. A new stream may follow on the same connection.
        case goodbye(reason: String?)
        /// The creator closed DTLS.
        case closed
        /// The DTLS handshake failed.
        case failed(DTLSError)
    }
}
