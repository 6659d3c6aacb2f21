internal import CoreMetrics
internal import Logging

/// Counts, logs and publishes what happens to a live's segments in the storage.
struct LiveReporter: Sendable {
    let live: LiveID
    let keys: BroadcastKeys
    let events: EventHub
    let metrics: BroadcastMetrics
    let ladder: RenditionLadder
    let clock: NodeClock
    let logger: Logger
    private let pace = SharedWarningPace()

    init(
        live: LiveID, keys: BroadcastKeys, ladder: RenditionLadder, events: EventHub, metrics: BroadcastMetrics,
        clock: NodeClock, logger: Logger
    ) {
        self.live = live
        self.keys = keys
        self.ladder = ladder
        self.events = events
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
    }

    func report(_ event: BroadcastEvent) {
        switch event {
        case .listed(let sequence):
            metrics.segmentsListed.increment()
            let paths = ladder.renditions.map { keys.segment(sequence, $0).path }
            events.publish(.segmentListed(live, ListedSegment(sequence: sequence, keys: paths)))
        case .lost(let sequence, let rendition):
            metrics.segmentsLost.increment()
            warnAtPace("a segment was given up", ["sequence": "\(sequence)", "rendition": "\(rendition.name)"])
        case .writeFailed(let key, let error):
            metrics.storageFailures.increment()
            warnAtPace("the storage refused a write", ["key": "\(key)", "error": "\(error)"])
        case .readFailed(let key, let error):
            metrics.storageFailures.increment()
            warnAtPace("the storage refused a look at a playlist", ["key": "\(key)", "error": "\(error)"])
        case .superseded:
            warn("another node has closed the playlists: the live is lost", [:])
        case .deletionFailed(let key, let error):
            metrics.storageFailures.increment()
            warnAtPace("the storage refused a deletion", ["key": "\(key)", "error": "\(error)"])
        case .ended:
            break
        case .abandoned:
            warn("the playlists could not be closed", [:])
        }
    }

    /// A warning that repeats while the storage fails: one line a minute.
    private func warnAtPace(_ message: Logger.Message, _ metadata: Logger.Metadata) {
        guard let suppressed = pace.take(at: clock.now) else { return }
        warn(message, metadata.merging(["suppressed": "\(suppressed)"]) { first, _ in first })
    }

    private func warn(_ message: Logger.Message, _ metadata: Logger.Metadata) {
        logger.warning(message, metadata: metadata.merging(["live": "\(live)"]) { first, _ in first })
    }
}
