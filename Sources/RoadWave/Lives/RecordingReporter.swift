internal import CoreMetrics
internal import Logging

/// Counts and tells what becomes of a live's recording.
struct RecordingReporter: Sendable {
    let live: LiveID
    let environment: LiveEnvironment

    func report(_ event: RecordingEvent) {
        let metrics = environment.metrics.recording
        switch event {
        case .written(let bytes, let packets):
            metrics.bytes.increment(by: bytes)
            metrics.packets.increment(by: packets)
        case .lost(let packets):
            metrics.packetsLost.increment(by: packets)
            environment.logger.warning(
                "packets are lost to the recording", metadata: ["live": "\(live)", "packets": "\(packets)"])
        case .failed(let error):
            metrics.failures.increment()
            environment.logger.error(
                "the recording cannot be written; the live goes on, and the recording once it can be",
                metadata: ["live": "\(live)", "error": "\(error)"])
            environment.events.publish(.recordingFailed(live))
        case .recovered:
            environment.logger.notice("the recording is written again", metadata: ["live": "\(live)"])
            environment.events.publish(.recordingRecovered(live))
        case .ended:
            environment.logger.info("the recording is whole", metadata: ["live": "\(live)"])
        }
    }
}
