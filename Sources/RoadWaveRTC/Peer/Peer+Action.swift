extension Peer {
    /// What the owner of a peer has to do, or an event for it.
    public enum Action: Equatable, Sendable {
        /// Send this datagram.
        case transmit([UInt8], to: TransportAddress)
        /// Assign the datagrams from this address to the creator, before the datagrams that follow are sent: the
        /// creator answers them. Emitted at each check with a new transaction, and when the address is proven.
        case associate(TransportAddress, isProven: Bool)
        /// Something happened.
        case event(Event)
    }

    /// What happens to a connection.
    public enum Event: Equatable, Sendable {
        /// Media can come: addresses, certificate and keys are settled. Emitted again when consent returns.
        case connected
        /// A decrypted packet of the negotiated payload type, received for the first time; in the order of the network.
        case media(RTPPacket)
        /// The creator's report: how its RTP clock maps to its wall clock.
        case senderReport(SenderReport)
        /// How the stream arrived since the last report; every second, after the first media.
        case reception(ReceptionReport)
        /// The connection broke, for now or for good.
        case disconnected(DisconnectReason)
        /// A datagram had no effect; the owner counts it.
        case dropped(DropReason)
    }

    /// Why a connection broke.
    public enum DisconnectReason: Error, Equatable, Sendable {
        /// No authentic check has come for the consent timeout: the creator lost its network, or never had one. If it
        /// returns, the same connection continues, with a new `connected`.
        case consentLost
        /// The creator's stream sent RTCP BYE. A new stream may follow on the same connection.
        case goodbye(reason: String?)
        /// The creator closed DTLS.
        case closed
        /// The DTLS handshake failed.
        case failed(DTLSError)
    }
}
