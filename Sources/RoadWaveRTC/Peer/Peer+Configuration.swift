extension Peer {
    /// What offer and answer agreed for one connection.
    public struct Configuration: Sendable {
        /// Our identity; its fingerprint is in the answer.
        public var certificate: DTLSCertificate
        /// Our ICE credentials, as in the answer.
        public var localCredentials: ICECredentials
        /// The creator's ICE credentials, as in the offer.
        public var remoteCredentials: ICECredentials
        /// Hashes of the creator's certificates, as in the offer; any may match.
        public var fingerprints: [DTLSFingerprint]
        /// Who starts the DTLS handshake.
        public var role: DTLSTransport.Role
        /// The payload type of the accepted Opus, 0…127.
        public var payloadType: UInt8
        /// Whether the creator answers generic NACK.
        public var requestsRetransmission: Bool
        /// The timing of ICE.
        public var ice = ICELiteAgent.Configuration()
        /// The timing of the DTLS handshake.
        public var retransmission = DTLSRetransmission()

        /// A configuration from its parts.
        public init(
            certificate: DTLSCertificate, localCredentials: ICECredentials, remoteCredentials: ICECredentials,
            fingerprints: [DTLSFingerprint], role: DTLSTransport.Role, payloadType: UInt8, requestsRetransmission: Bool
        ) {
            self.certificate = certificate
            self.localCredentials = localCredentials
            self.remoteCredentials = remoteCredentials
            self.fingerprints = fingerprints
            self.role = role
            self.payloadType = payloadType
            self.requestsRetransmission = requestsRetransmission
        }

        /// The configuration from both descriptions.
        public init(offer: WHIPOffer, answer: WHIPAnswer, certificate: DTLSCertificate) {
            self.certificate = certificate
            localCredentials = answer.credentials
            remoteCredentials = offer.credentials
            fingerprints = offer.fingerprints
            role = answer.setup == .active ? .client : .server
            payloadType = answer.opus.payloadType
            requestsRetransmission = answer.supportsNACK
        }
    }
}
