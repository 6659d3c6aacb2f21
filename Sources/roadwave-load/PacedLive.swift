import NIOCore
import RoadWaveClient

/// One publisher that sends the programme at the pace of real time, and notes when each packet left.
///
/// An actor of the publisher's own event loop: one timer a packet, and no hop.
actor PacedLive {
    nonisolated let publisher: LivePublisher
    nonisolated let loop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    /// When each packet left.
    private(set) var log = SendLog()
    private let programme: Programme
    private var next = NIODeadline.now()
    private var remaining = 0
    private var end: CheckedContinuation<Void, any Error>?

    init(publisher: LivePublisher, programme: Programme, loop: any EventLoop) {
        self.publisher = publisher
        self.programme = programme
        self.loop = loop
    }

    /// Starts to send `packets` packets, the first at `deadline`.
    func begin(at deadline: NIODeadline, packets: Int) {
        next = deadline
        remaining = packets
        schedule()
    }

    /// Returns when the last packet has left.
    /// - Throws: when the node ended the live before.
    func finished() async throws {
        guard remaining > 0 else { return }
        try await withCheckedThrowingContinuation { end = $0 }
    }

    private func schedule() {
        loop.scheduleTask(deadline: next) { self.assumeIsolated { $0.send() } }
    }

    private func send() {
        let packet = programme.packets[log.count % programme.packets.count]
        let publisher = publisher
        guard publisher.assumeIsolated({ $0.send(opus: packet, duration: Programme.packetSamples) }) else {
            remaining = 0
            end?.resume(throwing: LoadError("the node ended a live after \(log.count) packets"))
            return
        }
        log.append(.now())
        remaining -= 1
        guard remaining > 0 else {
            end?.resume()
            return
        }
        // From the plan, not from now: a late packet does not make the next one late.
        next = next + .milliseconds(20)
        schedule()
    }
}
