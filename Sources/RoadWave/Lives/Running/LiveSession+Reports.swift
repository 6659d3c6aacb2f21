internal import CoreMetrics
internal import Logging
internal import RoadWaveRTC

/// Counts, logs and publishes the events of a live.
extension LiveSession {
    func count(_ tally: LiveMachine.Tally) {
        let metrics = resources.metrics
        let sound = tally.sound
        if sound.received > 0 { metrics.broadcast.packetsReceived.increment(by: sound.received) }
        metrics.broadcast.packetsRefused.increment(by: sound.refused)
        for (reason, count) in tally.dropped { metrics.ingest.datagramsDropped.increment(.refused(reason), by: count) }
        if recorder != nil, sound.unrecorded > 0 { metrics.recording.packetsLost.increment(by: sound.unrecorded) }
    }

    func publish(_ report: LiveMachine.Report) {
        switch report {
        case .connected:
            record()
            resources.events.publish(.liveConnected(live))
            log("live", ["state": "\(live.state.rawValue)"])
        case .spoken: record()
        case .interrupted:
            resources.metrics.interruptions.increment()
            record()
            resources.events.publish(.liveInterrupted(live))
            log("live", ["state": "\(live.state.rawValue)"])
        case .resumed:
            resources.metrics.resumed.increment()
            log("the creator goes on by another connection", [:])
        case .iceRestarted: resources.metrics.iceRestarts.increment()
        case .disconnected(let reason): disconnected("the creator is disconnected", reason)
        case .refusedConnection(let reason): disconnected("a further connection did not come about", reason)
        case .advised(let advice):
            resources.metrics.ingest.bitrateAdvices.increment(advice.reason)
            resources.events.publish(.bitrateAdvised(id, advice))
            log("another bitrate is advised", ["bps": "\(advice.bitrate)", "reason": "\(advice.reason.rawValue)"])
        case .warned(let warning):
            if warning.stands { resources.metrics.ingest.connectionWarnings.increment() }
            resources.events.publish(.connectionWarned(id, warning))
            log("the creator is warned of the connection", ["quality": "\(warning.quality.rawValue)"])
        }
    }

    /// Records the live in the catalogue, which lists it. This begins with its first packet: a live without sound is
    /// not listed.
    private func record() {
        if hasSpoken { resources.catalogue?.record(live) }
    }

    private func disconnected(_ message: Logger.Message, _ reason: Peer.DisconnectReason) {
        if case .failed(let error) = reason {
            resources.metrics.ingest.handshakesFailed.increment(error.code)
        }
        log(message, ["reason": "\(reason)"])
    }

    private func log(_ message: Logger.Message, _ metadata: Logger.Metadata) {
        resources.logger.info(message, metadata: metadata.merging(["live": "\(id)"]) { first, _ in first })
    }
}
