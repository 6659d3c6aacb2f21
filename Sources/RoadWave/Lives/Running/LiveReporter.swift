internal import CoreMetrics
internal import Logging

/// Counts, logs and publishes what happens to a live's segments in the storage.
struct LiveReporter: Sendable {
    let live: LiveID
    let keys: BroadcastKeys
    let resources: LiveSession.Resources
    private let pace = SharedWarningPace()

    init(live: LiveID, keys: BroadcastKeys, resources: LiveSession.Resources) {
        self.live = live
        self.keys = keys
        self.resources = resources
    }

    func report(_ event: BroadcastEvent) {
        switch event {
        case .listed(let sequence):
            resources.metrics.broadcast.segmentsListed.increment()
            let renditions = resources.settings.broadcast.ladder.renditions
            let segment = ListedSegment(sequence: sequence, keys: renditions.map { keys.segment(sequence, $0).path })
            resources.events.publish(.segmentListed(live, segment))
        case .lost(let sequence, let rendition):
            resources.metrics.broadcast.segmentsLost.increment()
            warnAtPace("a segment was given up", ["sequence": "\(sequence)", "rendition": "\(rendition.name)"])
        case .writeFailed(let key, let error):
            resources.metrics.broadcast.storageFailures.increment()
            warnAtPace("the storage refused a write", ["key": "\(key)", "error": "\(error)"])
        case .readFailed(let key, let error):
            resources.metrics.broadcast.storageFailures.increment()
            warnAtPace("the storage refused a look at a playlist", ["key": "\(key)", "error": "\(error)"])
        case .superseded:
            warn("another node has closed the playlists: the live is lost", [:])
        case .deletionFailed(let key, let error):
            resources.metrics.broadcast.storageFailures.increment()
            warnAtPace("the storage refused a deletion", ["key": "\(key)", "error": "\(error)"])
        case .ended:
            break
        case .abandoned:
            warn("the playlists could not be closed", [:])
        }
    }

    /// A warning that repeats while the storage fails: one line a minute.
    private func warnAtPace(_ message: Logger.Message, _ metadata: Logger.Metadata) {
        guard let suppressed = pace.take(at: resources.clock.now) else { return }
        warn(message, metadata.merging(["suppressed": "\(suppressed)"]) { first, _ in first })
    }

    private func warn(_ message: Logger.Message, _ metadata: Logger.Metadata) {
        resources.logger.warning(message, metadata: metadata.merging(["live": "\(live)"]) { first, _ in first })
    }
}
