internal import NIOCore
internal import NIOPosix
internal import RoadWaveRTC

/// The publisher while its network goes away, changes, or comes back.
extension LivePublisher {
    /// Interrupts the network, as in a tunnel: nothing more is sent or received, and the server is not notified.
    ///
    /// Packets sent meanwhile are lost. ``restartICE()`` continues with the same connection, ``resume()`` with a new
    /// one. Without either, the publisher is disconnected when the server has not answered for 30 s.
    public func interrupt() async {
        let channel = socket
        socket = nil
        try? await channel?.close().get()
    }

    /// Continues over another network, like a phone that leaves Wi-Fi for 4G: a new socket, and an ICE restart through
    /// `PATCH` (RFC 9725 §4.3.3). DTLS, SRTP, the stream and the live stay the same.
    ///
    /// Returns when the server has answered at the new socket. Packets sent meanwhile are retransmitted at the server's
    /// request.
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

    /// Continues the same live with a new connection, like an application that was killed and restarted, or that was
    /// without network for longer than ICE allows.
    ///
    /// This publisher is then finished: it sends nothing more to the server, and closing it does not end the live.
    /// - Returns: the publisher that continues the live; its stream has its own source and numbers.
    /// - Throws: as ``connect(to:token:configuration:resuming:remap:group:)``: ``WHIPError/refused(status:problem:)``
    ///   with 410 for a live that was lost with its node, 409 for one that has ended. This publisher then stays
    ///   interrupted.
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

/// An operation that a publisher cannot perform.
public enum LivePublisherError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The server supports no ICE restart: its answer had no entity tag, or it took new credentials for candidates.
    case restartNotOffered
    /// Another connection is being made.
    case busy

    /// The error, in one line.
    public var description: String {
        switch self {
        case .restartNotOffered: "the server offers no ICE restart"
        case .busy: "the publisher is connecting already"
        }
    }
}

extension Publisher.Configuration {
    /// The same identity and format, for another session: a stream has its own numbers (RFC 3550 §5.1).
    func renewed() -> Publisher.Configuration {
        Publisher.Configuration(certificate: certificate, opus: opus, setup: setup, retransmission: retransmission)
    }
}
