internal import RoadWaveRTC

/// A live as the UDP port and the media loops see it: an actor on its media loop.
protocol MediaSession: Actor {
    nonisolated var id: LiveID { get }
    nonisolated var loop: MediaLoop { get }

    /// Whether so many more datagrams may wait for the media loop, from any thread. Those that may are to be handed over
    /// with ``MediaLoop/deliver(_:)``.
    nonisolated func admits(_ count: Int) -> Bool

    /// Takes datagrams that were admitted.
    func take(_ datagrams: [Datagram])

    /// Gives the live its time.
    func advance(to now: MonotonicTime)

    /// When ``advance(to:)`` next has something to do.
    var nextDeadline: MonotonicTime? { get }
}

/// What the media loop does, on which the live is.
extension MediaSession {
    nonisolated func takeOnLoop(_ datagrams: [Datagram]) {
        assumeIsolated { $0.take(datagrams) }
    }

    /// - Returns: when the live next has something to do.
    nonisolated func advanceOnLoop(to now: MonotonicTime) -> MonotonicTime? {
        assumeIsolated { session in
            session.advance(to: now)
            return session.nextDeadline
        }
    }
}
