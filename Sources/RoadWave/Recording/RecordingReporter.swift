internal import Logging

/// Counts and tells what becomes of a live's recording.
struct RecordingReporter: Sendable {
    let live: LiveID
    let environment: LiveEnvironment

    func report(_ event: RecordingEvent) {
        let counters = environment.counters
        switch event {
        case .written(let bytes, let packets):
            counters.count {
                $0.recordedBytes += bytes
                $0.recordedPackets += packets
            }
        case .lost(let packets):
            counters.count { $0.recordingPacketsLost += packets }
            environment.logger.warning(
                "packets are lost to the recording", metadata: ["live": "\(live)", "packets": "\(packets)"])
        case .failed(let error):
            counters.count { $0.recordingFailures += 1 }
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
