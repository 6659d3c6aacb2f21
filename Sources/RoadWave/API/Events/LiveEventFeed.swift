/// The events of one live for the clients of its stream.
struct LiveEventFeed {
    let live: LiveID
    /// Whether the client may see reports.
    var showsReports = true

    /// The first events for a new client: the state and the counts, then the advice and the warning if there are any.
    func standing(_ live: Live, _ counts: AudienceCounts) -> [ServerSentEvent] {
        let advice = live.connection?.advice.map { event($0) }
        let warning = live.connection?.warning.map { event($0) }
        return [state(live.state), counters(counts)] + [advice, warning].compactMap { $0 }
            + (live.isOver ? [ended(live)] : [])
    }

    /// The client events for an event of the engine: none, or up to two.
    func events(of event: EngineEvent) -> [ServerSentEvent] {
        switch event {
        case .liveConnected(let live), .liveInterrupted(let live): [state(live.state)]
        case .liveEnded(let live): [state(live.state), ended(live)]
        case .audienceChanged(_, let counts): [counters(counts)]
        case .bitrateAdvised(_, let advice): [self.event(advice)]
        case .connectionWarned(_, let warning): [self.event(warning)]
        case .broadcastStopped:
            [ServerSentEvent("broadcast_stopped", BroadcastStoppedDocument(liveID: live.description))]
        case .stopAnnounced(_, let date):
            [
                ServerSentEvent(
                    "stop_announced", StopAnnouncedDocument(liveID: live.description, endsAt: date.description))
            ]
        case .liveCreated, .liveClosed, .recordingFailed, .recordingRecovered, .segmentListed, .replayFailed: []
        }
    }

    private func state(_ state: LiveState) -> ServerSentEvent {
        ServerSentEvent("live_state", LiveStateDocument(liveID: live.description, state: state.rawValue))
    }

    private func counters(_ counts: AudienceCounts) -> ServerSentEvent {
        ServerSentEvent("counters", CountersDocument(live, counts, showsReports: showsReports))
    }

    private func event(_ advice: BitrateAdvice) -> ServerSentEvent {
        ServerSentEvent(
            "bitrate_advice",
            BitrateAdviceDocument(
                liveID: live.description, bitrate: advice.bitrate, reason: advice.reason.rawValue))
    }

    private func event(_ warning: ConnectionWarning) -> ServerSentEvent {
        ServerSentEvent(
            "connection_warning",
            ConnectionWarningDocument(
                liveID: live.description, message: warning.message, quality: warning.quality.rawValue))
    }

    private func ended(_ live: Live) -> ServerSentEvent {
        // A live that is over always has a reason.
        let reason = live.endReason ?? .failure
        return ServerSentEvent(
            "ended",
            LiveEndedDocument(
                liveID: live.id.description, reason: reason.rawValue, message: reason.message,
                listenerMessage: reason.listenerMessage))
    }
}
