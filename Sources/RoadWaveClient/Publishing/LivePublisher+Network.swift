internal import NIOCore
internal import NIOPosix
internal import RoadWaveRTC

/// What becomes of a publisher whose network goes away, changes, or comes back.
extension LivePublisher {
    /// The network goes away, as in a tunnel: nothing more leaves or arrives, and the server is told nothing.
    ///
    /// What is sent meanwhile is lost. ``restartICE()`` goes on with the same connection, ``resume()`` with a new one;
    /// without either the publisher is disconnected when the server has not answered for 30 s.
    public func interrupt() async {
        let channel = socket
        socket = nil
        try? await channel?.close().get()
    }

    /// Goes on over another network, as a phone that leaves Wi-Fi for 4G: a new socket, and an ICE restart through
    /// `PATCH` (RFC 9725 §4.3.3). DTLS, SRTP, the stream and the live stay the same.
    ///
    /// Returns when the server has answered at the new socket; packets that are sent meanwhile are sent again where the
    /// server asks for them.
    /// - Throws: ``WHIPError``, `PublisherError`, `Publisher.Disconnection`, ``LivePublisherError``, or the socket's error.
    public func restartICE() async throws {
        guard let entityTag else { throw LivePublisherError.restartNotOffered }
        await interrupt()
        try await openSocket()
        let proposal = try core.restartICE().serialized()
        let change = try await whip.patch(location, fragment: proposal, ifMatch: entityTag)
        guard case .restarted(let answer, let newTag) = change else { throw LivePublisherError.restartNotOffered }
        self.entityTag = newTag
        try core.accept(restart: answer, now: clock.now)
        try await waitUntilConnected()
    }

    /// Continues the same live with a new connection, as an application does that was killed and started again, or that
    /// was without network for longer than ICE allows.
    ///
    /// This publisher is then over: it says nothing more to the server, and closing it does not end the live.
    /// - Returns: the publisher to go on with; its stream has a source and numbers of its own.
    /// - Throws: as ``connect(to:token:configuration:resuming:remap:group:)``: ``WHIPError/refused(status:problem:)`` with 410 for a
    ///   live that was lost with its node, 409 for one that is over. This publisher then stays interrupted.
    public func resume() async throws -> LivePublisher {
        await interrupt()
        let successor = try await LivePublisher.connect(
            to: endpoint, token: whip.token, configuration: core.configuration.renewed(), resuming: liveID,
            remap: remap, group: loop)
        isSucceeded = true
        await close()
        return successor
    }
}

/// What a publisher cannot do.
public enum LivePublisherError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The server restarts no ICE session: its answer had no entity tag, or it took new credentials for candidates.
    case restartNotOffered
    /// Another connection is under way.
    case busy

    /// What is wrong, in one line.
    public var description: String {
        switch self {
        case .restartNotOffered: "the server offers no ICE restart"
        case .busy: "the publisher is connecting already"
        }
    }
}

extension Publisher.Configuration {
    /// The same identity and format, for another session: a stream has numbers of its own (RFC 3550 §5.1).
    func renewed() -> Publisher.Configuration {
        Publisher.Configuration(certificate: certificate, opus: opus, setup: setup, retransmission: retransmission)
    }
}
