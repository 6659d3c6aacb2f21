internal import NIOCore
internal import WebRTC

/// Finds the live of each datagram, and hands each media loop what came for its lives in one reading of the socket.
///
/// All that the UDP loop does: peers, DTLS, SRTP and codecs run on the media loops. It is an actor on that loop.
actor DatagramRouter {
    nonisolated let eventLoop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    private let clock: NodeClock
    private let counters: NodeCounters
    private var demultiplexer = Demultiplexer<LiveID>()
    private var sessions: [LiveID: LiveSession] = [:]
    /// Emptied at the end of each reading, which bounds it: `UDPServer.messagesPerRead` datagrams.
    private var batches: [LiveID: [Datagram]] = [:]
    private var received = 0
    private var receivedBytes = 0
    private var dropped: [DroppedDatagram: Int] = [:]

    init(eventLoop: any EventLoop, clock: NodeClock, counters: NodeCounters) {
        self.eventLoop = eventLoop
        self.clock = clock
        self.counters = counters
    }

    /// Lets a live get what is addressed to its ufrag; again after an ICE restart.
    func register(_ session: LiveSession, as credentials: ICECredentials) {
        sessions[session.id] = session
        demultiplexer.register(credentials, for: session.id)
    }

    /// Lets a live get what is addressed to this ufrag only: its creator comes back on another connection, and what still
    /// comes by the former one is a stranger's.
    func replace(_ session: LiveSession, as credentials: ICECredentials) {
        demultiplexer.remove(session.id)
        register(session, as: credentials)
    }

    /// Forgets a live: what still comes for it is dropped.
    func remove(_ id: LiveID) {
        sessions[id] = nil
        batches[id] = nil
        demultiplexer.remove(id)
    }

    /// Returns once the lives have been handed what had arrived at the port before.
    func settle() async {
        // why: the socket is read again after a pause at the latest, which is over before this wait is; the loop reads its
        // sockets first, then runs what is due. A loop that has ended reads nothing more.
        try? await eventLoop.scheduleTask(in: DatagramReceiver.pause * 2) {}.futureResult.get()
    }

    /// Takes one datagram of the reading that goes on; returns what to answer to one that no live claims.
    func receive(_ datagram: Datagram) -> Datagram? {
        received += 1
        receivedBytes += datagram.bytes.count
        guard DatagramKind(datagram.bytes) != .unknown else {
            dropped[.unknownProtocol, default: 0] += 1
            return nil
        }
        guard let id = demultiplexer.route(datagram.bytes, from: datagram.peer, now: clock.now) else {
            dropped[.unknownSender, default: 0] += 1
            guard DatagramKind(datagram.bytes) == .stun else { return nil }
            return ICELiteAgent.answer(toStranger: datagram.bytes).map { Datagram(bytes: $0, peer: datagram.peer) }
        }
        batches[id, default: []].append(datagram)
        return nil
    }

    /// Hands over what the reading brought.
    func flush() {
        var byLoop: [ObjectIdentifier: [(session: LiveSession, datagrams: [Datagram])]] = [:]
        for (id, batch) in batches {
            guard let session = sessions[id], session.admits(batch.count) else {
                dropped[.overload, default: 0] += batch.count
                continue
            }
            byLoop[ObjectIdentifier(session.loop), default: []].append((session, batch))
        }
        batches.removeAll(keepingCapacity: true)
        for batches in byLoop.values { batches.first?.session.loop.deliver(batches) }
        counters.count { [received, receivedBytes, dropped] figures in
            figures.datagramsReceived += received
            figures.bytesReceived += receivedBytes
            figures.datagramsDropped.merge(dropped, uniquingKeysWith: +)
        }
        received = 0
        receivedBytes = 0
        dropped.removeAll(keepingCapacity: true)
    }
}
