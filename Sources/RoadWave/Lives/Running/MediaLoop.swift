internal import NIOCore
internal import RoadWaveRTC

/// One event loop that runs the peers and codecs of some of the lives, with one timer for all of them.
///
/// With one timer per live, each deadline would wake the loop. One tick serves all lives that are due.
actor MediaLoop {
    /// The longest wait between ticks. A datagram may move a deadline forward, and this is how late it may be noticed.
    /// Packets last 20 ms.
    private static let longestTick = Duration.milliseconds(20)
    /// The shortest wait between ticks, so that deadlines close together are served together.
    private static let shortestTick = Duration.milliseconds(5)

    nonisolated let eventLoop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    private let clock: NodeClock
    /// At most as many as the capacity of the node.
    private var sessions: [LiveID: LiveSession] = [:]
    private var timer: Task<Void, Never>?

    init(eventLoop: any EventLoop, clock: NodeClock) {
        self.eventLoop = eventLoop
        self.clock = clock
    }

    /// Advances the time of a live on this loop, until it is removed.
    func add(_ session: LiveSession) {
        sessions[session.id] = session
        if timer == nil {
            timer = Task { await keepTime() }
        }
    }

    func remove(_ id: LiveID) async {
        sessions[id] = nil
        guard sessions.isEmpty, let timer else { return }
        self.timer = nil
        timer.cancel()
        await timer.value
    }

    private func keepTime() async {
        while !Task.isCancelled {
            do {
                try await clock.sleep(until: tick())
            } catch {
                return
            }
        }
    }

    /// Advances the time of every live.
    /// - Returns: when to call it again.
    private func tick() -> MonotonicTime {
        let now = clock.now
        var wait = Self.longestTick
        for session in sessions.values {
            session.assumeIsolated { session in
                session.advance(to: now)
                if let deadline = session.nextDeadline { wait = min(wait, deadline - now) }
            }
        }
        return now + max(wait, Self.shortestTick)
    }
}
