internal import CoreMetrics
internal import NIOCore
internal import RoadWaveRTC

/// Finds the live of each datagram, and passes the datagrams of one read of the socket to the media loops of their
/// lives.
///
/// The UDP loop does nothing else: peers, DTLS, SRTP and codecs run on the media loops. The router is an actor on that
/// loop.
actor DatagramRouter {
    nonisolated let eventLoop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    private let clock: NodeClock
    private let metrics: IngestMetrics
    private var demultiplexer = Demultiplexer<LiveID>()
    private var sinks: [LiveID: any DatagramSink] = [:]
    /// Emptied at the end of each read, whose size bounds it: `UDPServer.datagramsPerReading`.
    private var batches: [LiveID: [Datagram]] = [:]
    private var received = 0
    private var receivedBytes = 0
    private var dropped: [DroppedDatagram: Int] = [:]
    /// While the port is open.
    private var queue: SocketQueue?
    private var queueDrops: UInt32 = 0
    /// One for each running call of ``settle()``: a live that is ending.
    private var settlements: [Settlement] = []

    /// A caller that waits until the datagrams that had already arrived are read.
    private struct Settlement {
        let continuation: CheckedContinuation<Void, Never>
        /// How many datagrams may still be in front of the last of them.
        var unread = UDPServer.mostQueued
    }

    init(eventLoop: any EventLoop, clock: NodeClock, metrics: IngestMetrics) {
        self.eventLoop = eventLoop
        self.clock = clock
        self.metrics = metrics
    }

    /// Routes datagrams with these credentials to a live. They are all credentials that its creator may use now.
    func register(_ sink: any DatagramSink, for id: LiveID, as credentials: [ICECredentials]) {
        sinks[id] = sink
        demultiplexer.register(credentials, for: id)
    }

    /// Replaces the credentials of a registered live, from any thread. The change precedes every datagram sent after
    /// this call, since the port sends on the same loop.
    nonisolated func replace(_ credentials: [ICECredentials], of id: LiveID) {
        eventLoop.execute {
            self.assumeIsolated { router in
                if router.sinks[id] != nil { router.demultiplexer.register(credentials, for: id) }
            }
        }
    }

    /// Routes datagrams from these addresses to a live, when its connection asks for it. The change precedes every
    /// datagram sent after this call, since the port sends on the same loop.
    nonisolated func associate(_ addresses: [(address: TransportAddress, isProven: Bool)], with id: LiveID) {
        eventLoop.execute {
            self.assumeIsolated { router in
                let now = router.clock.now
                for (address, isProven) in addresses {
                    router.demultiplexer.associate(address, with: id, isProven: isProven, now: now)
                }
            }
        }
    }

    /// Removes a live: datagrams that still arrive for it are dropped.
    func remove(_ id: LiveID) {
        sinks[id] = nil
        batches[id] = nil
        demultiplexer.remove(id)
    }

    /// Returns once the datagrams that had already arrived at the port were passed to their lives.
    func settle() async {
        // No read is in progress: this runs on the loop that reads, and each read passes on all its datagrams.
        guard let queue, !queue.isEmpty else { return }
        await withCheckedContinuation { settlements.append(Settlement(continuation: $0)) }
    }

    /// The port is open.
    func open(_ queue: SocketQueue) {
        self.queue = queue
    }

    /// The port is closed: nothing more will be read.
    func close() {
        queue = nil
        for settlement in settlements { settlement.continuation.resume() }
        settlements.removeAll()
    }

    /// Takes one datagram of the current read; returns the answer to a datagram that belongs to no live.
    func receive(_ datagram: Datagram) -> Datagram? {
        received += 1
        receivedBytes += datagram.bytes.count
        guard datagram.kind != .unknown else {
            dropped[.unknownProtocol, default: 0] += 1
            return nil
        }
        guard let id = demultiplexer.route(datagram.bytes, as: datagram.kind, from: datagram.peer) else {
            dropped[.unknownSender, default: 0] += 1
            guard datagram.kind == .stun else { return nil }
            return ICELiteAgent.answer(toStranger: datagram.bytes).map { Datagram(bytes: $0, peer: datagram.peer) }
        }
        batches[id, default: []].append(datagram)
        return nil
    }

    /// Passes on the datagrams of a read, and resumes the callers that wait for it. The socket is read in the order of
    /// arrival. So the datagrams that had arrived are read once the socket is empty, or once as many datagrams were
    /// read as its buffer can hold, even if more keep arriving.
    /// - Parameters:
    ///   - count: the number of datagrams of the read.
    ///   - isEmptied: whether the socket was empty at its end.
    func endReading(of count: Int, isEmptied: Bool) {
        countDrops()
        flush()
        for index in settlements.indices { settlements[index].unread -= count }
        settlements.removeAll { settlement in
            guard isEmptied || settlement.unread <= 0 else { return false }
            settlement.continuation.resume()
            return true
        }
    }

    /// Counts the datagrams that the kernel dropped since the last read: a full buffer is read soon afterwards.
    private func countDrops() {
        guard let drops = queue?.drops, drops != queueDrops else { return }
        dropped[.kernel, default: 0] += Int(drops &- queueDrops)
        queueDrops = drops
    }

    private func flush() {
        var byLoop: [ObjectIdentifier: (loop: any EventLoop, batches: [(any DatagramSink, [Datagram])])] = [:]
        for (id, batch) in batches {
            guard let sink = sinks[id], sink.admits(batch.count) else {
                dropped[.overload, default: 0] += batch.count
                continue
            }
            let loop = sink.eventLoop
            byLoop[ObjectIdentifier(loop), default: (loop, [])].batches.append((sink, batch))
        }
        batches.removeAll(keepingCapacity: true)
        // Each loop is woken up once for all of its lives.
        for (loop, batches) in byLoop.values {
            loop.execute {
                for (sink, datagrams) in batches { sink.take(datagrams) }
            }
        }
        metrics.datagramsReceived.increment(by: received)
        metrics.bytesReceived.increment(by: receivedBytes)
        metrics.datagramsDropped.increment(by: dropped)
        received = 0
        receivedBytes = 0
        dropped.removeAll(keepingCapacity: true)
    }
}
