internal import CoreMetrics
internal import Logging

/// Counts and publishes the events of a live's recording.
struct RecordingReporter: Sendable {
    let live: LiveID
    let events: EventHub
    let metrics: RecordingMetrics
    let clock: NodeClock
    let logger: Logger
    private let pace = SharedWarningPace()

    init(live: LiveID, events: EventHub, metrics: RecordingMetrics, clock: NodeClock, logger: Logger) {
        self.live = live
        self.events = events
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
    }

    func report(_ event: RecordingEvent) {
        switch event {
        case .written(let bytes, let packets):
            metrics.bytes.increment(by: bytes)
            metrics.packets.increment(by: packets)
        case .lost(let packets):
            metrics.packetsLost.increment(by: packets)
            guard let suppressed = pace.take(at: clock.now) else { return }
            logger.warning(
                "packets are lost to the recording",
                metadata: ["live": "\(live)", "packets": "\(packets)", "suppressed": "\(suppressed)"])
        case .failed(let error):
            metrics.failures.increment()
            logger.error(
                "the recording cannot be written; the live goes on, and the recording once it can be",
                metadata: ["live": "\(live)", "error": "\(error)"])
            events.publish(.recordingFailed(live))
        case .recovered:
            logger.notice("the recording is written again", metadata: ["live": "\(live)"])
            events.publish(.recordingRecovered(live))
        case .ended:
            logger.info("the recording is whole", metadata: ["live": "\(live)"])
        }
    }
}
