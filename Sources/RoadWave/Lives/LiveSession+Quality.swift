internal import CoreMetrics
internal import Logging
internal import RoadWaveRTC

/// What is done about the creator's connection.
extension LiveSession {
    /// Takes a report of how the creator's packets arrive.
    func observe(_ report: ReceptionReport, now: MonotonicTime) {
        // A hole is waited for long enough to ask for its packets twice, of a creator who sends them again.
        if answer.supportsNACK, let roundTrip = report.roundTrip { jitterBuffer.roundTrip = roundTrip }
        let changes = monitor.take(report, now: now)
        live.connection = monitor.state
        for change in changes {
            switch change {
            case .advised(let advice):
                environment.metrics.ingest.bitrateAdvices.increment(advice.reason)
                environment.events.publish(.bitrateAdvised(id, advice))
                log("another bitrate is advised", ["bps": "\(advice.bitrate)", "reason": "\(advice.reason.rawValue)"])
            case .warned(let warning):
                if warning.stands { environment.metrics.ingest.connectionWarnings.increment() }
                environment.events.publish(.connectionWarned(id, warning))
                log("the creator is told of the connection", ["quality": "\(warning.quality.rawValue)"])
            }
        }
    }

    private func log(_ message: Logger.Message, _ metadata: Logger.Metadata) {
        environment.logger.info(message, metadata: metadata.merging(["live": "\(id)"]) { first, _ in first })
    }
}
