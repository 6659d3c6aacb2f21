internal import RoadWaveRTC

/// One connection of a live's creator, from its offer to its end.
struct CreatorConnection: ~Copyable {
    var peer: Peer
    /// The answer to the creator; after an ICE restart, with its new credentials.
    private(set) var answer: WHIPAnswer
    /// Whether a check has come from the creator, so that the handshake has begun.
    var isChecked = false
    /// Whether the handshake has failed.
    var hasFailed = false
    /// The deadline for the connection to be established.
    let deadline: MonotonicTime
    private var remoteCredentials: ICECredentials

    /// The node's side of the connection that an offer describes.
    /// - Parameter candidates: the addresses where the creator may send, best first.
    init(
        _ offer: WHIPOffer, certificate: DTLSCertificate, candidates: [TransportAddress], settings: LiveSettings,
        now: MonotonicTime
    ) throws(DTLSError) {
        let answer = WHIPAnswer(
            answering: offer, credentials: .random(), fingerprint: certificate.fingerprint, addresses: candidates)
        var configuration = Peer.Configuration(offer: offer, answer: answer, certificate: certificate)
        // If the application sends nothing, consent counts as presence, so it must not outlast the wait for the
        // creator.
        configuration.ice.consentTimeout = min(configuration.ice.consentTimeout, settings.creatorTimeout)
        peer = try Peer(configuration: configuration, now: now)
        self.answer = answer
        deadline = now + settings.connectTimeout
        remoteCredentials = offer.credentials
    }

    /// Whether a STUN check is for this connection.
    func isAddressed(by check: [UInt8]) -> Bool {
        guard let name = try? STUNMessage(parsing: check).username?.split(separator: ":").first else { return false }
        return peer.acceptedCredentials.contains { $0.ufrag == name }
    }

    /// Handles a `PATCH` for this connection.
    mutating func apply(_ fragment: TrickleFragment) -> WHIPSessionChange {
        guard let remote = fragment.credentials, remote != remoteCredentials else {
            return .accepted
        }
        answer.credentials = .random()
        remoteCredentials = remote
        peer.restartICE(local: answer.credentials, remote: remote)
        let restart = TrickleFragment(
            credentials: answer.credentials, candidates: answer.candidates, isComplete: true,
            mid: answer.sections[answer.audioIndex].mid, isLite: true)
        return .restarted(restart, entityTag: answer.credentials.entityTag)
    }
}
