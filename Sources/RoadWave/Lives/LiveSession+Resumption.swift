internal import CoreMetrics
internal import Logging
internal import RoadWaveRTC

/// The creator's return on another connection, while the live waits or while the former connection is still half alive.
extension LiveSession {
    /// Closes the creator's connection, if it is still there, and awaits the one that the offer describes: the live goes
    /// on where it is, behind a discontinuity once the first packet has come.
    /// - Returns: the answer; nil when the live is over.
    /// - Throws: when the connection cannot be set up; the live is then as before.
    func resume(_ offer: WHIPOffer) async throws(DTLSError) -> WHIPAnswer? {
        guard !live.isOver else { return nil }
        let now = environment.clock.now
        let answer = WHIPAnswer(
            answering: offer, credentials: .random(), fingerprint: environment.certificate.fingerprint,
            addresses: environment.candidates)
        let peer = try Self.peer(offer: offer, answer: answer, environment: environment, now: now)
        leaveConnection(now: now)
        self.peer = peer
        self.answer = answer
        remoteCredentials = offer.credentials
        presence.reconnect(now: now)
        isComingBack = broadcast.running != nil
        environment.metrics.resumed.increment()
        environment.logger.info("the creator resumes the live", metadata: ["live": "\(id)"])
        // Before the answer leaves: the creator's first check may come at once.
        await environment.udp.router.replace(self, as: [answer.credentials])
        return answer
    }

    /// Hears the former connection out, and closes it. A creator's phone that changed network may still hold both.
    private func leaveConnection(now: MonotonicTime) {
        drainMedia(now: now)
        peer.close(now: now)
        performActions()
        // Another connection is another stream: neither its numbers nor its times have to do with those before.
        jitterBuffer = JitterBuffer(configuration: jitterBuffer.configuration)
        timeline.discontinue()
        recordingTimeline.discontinue()
    }
}
