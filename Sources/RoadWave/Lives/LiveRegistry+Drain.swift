internal import Logging
internal import RoadWaveRTC

/// See docs/decisions/nodes.md, « Drain ».
extension LiveRegistry {
    /// How often the running lives are checked.
    private static let drainStep = Duration.seconds(1)
    /// How often the announcement is repeated: a creator may have reloaded the page.
    private static let announcementPeriod = Duration.seconds(60)

    /// Takes no new lives from now on, and announces the stop to the creators of the running ones.
    ///
    /// Interrupted lives can be resumed meanwhile.
    /// - Returns: once no live runs, after `bound`, or when the task is cancelled.
    func drain(atMost bound: Duration) async {
        isDraining = true
        let (start, end) = (clock.now, clock.date + bound)
        outlets.logger.notice("no new lives: the node is drained", metadata: ["lives": "\(count)", "until": "\(end)"])
        var announced: MonotonicTime?
        while count > 0, clock.now - start < bound {
            if announced.map({ clock.now - $0 >= Self.announcementPeriod }) ?? true {
                announced = clock.now
                for id in sessions.keys { outlets.events.publish(.stopAnnounced(id, end)) }
            }
            guard (try? await clock.sleep(for: Self.drainStep)) != nil else { return }
        }
        outlets.logger.notice("the node is drained", metadata: ["lives": "\(count)"])
    }
}
