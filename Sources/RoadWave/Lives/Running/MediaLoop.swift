internal import NIOCore
internal import RoadWaveRTC

/// One event loop that runs the peers and codecs of some of the lives, and the one timer of all of them.
///
/// A timer for each live would wake the loop for each of their deadlines; one tick serves those that are due.
actor MediaLoop {
    /// The longest wait: how late a deadline can be noticed that a datagram moved forward. Packets last 20 ms.
    private static let longestTick = Duration.milliseconds(20)
    /// The shortest: deadlines that fall together are served together.
    private static let shortestTick = Duration.milliseconds(5)

    nonisolated let eventLoop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    private let clock: NodeClock
    /// As many as the capacity of the node.
    private var sessions: [LiveID: LiveSession] = [:]
    private var timer: Task<Void, Never>?

    init(eventLoop: any EventLoop, clock: NodeClock) {
        self.eventLoop = eventLoop
        self.clock = clock
    }

    /// Gives a live of this loop its time, until it is removed.
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

    /// Gives every live its time.
    /// - Returns: when to do it again.
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
