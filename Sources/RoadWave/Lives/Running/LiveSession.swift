internal import CoreMetrics
internal import Logging
internal import NIOCore
internal import RoadWaveMedia
internal import RoadWaveRTC
internal import Synchronization

/// One running live: performs the actions of ``LiveMachine``, and decides nothing.
///
/// An actor on its media loop: the loop calls it with `assumeIsolated`, without a hop. It gets only its own creator's
/// datagrams, so their content cannot affect any other live.
actor LiveSession: DatagramSink {
    /// Makes the session of a live that was admitted.
    typealias Factory =
        @Sendable (LiveID, UserID, LiveMetadata, WHIPOffer, MediaLoop) throws -> LiveSession

    /// The parts of its node that a running live uses.
    struct Resources: Sendable {
        let settings: LiveSettings
        let clock: NodeClock
        let certificate: DTLSCertificate
        let udp: UDPServer
        /// The addresses where creators may send, best first.
        let candidates: [TransportAddress]
        let storage: any ObjectStorage
        let events: EventHub
        let metrics: LiveMetrics
        let logger: Logger
        /// The catalogue of all lives; nil for a node without one.
        var catalogue: LiveCatalogue?
        /// The directory of recordings; nil for a node without recordings.
        var recordings: RecordingDirectory?
        /// Asked before each playlist is written. It is not the membership's if no other node could take a live over.
        var fence = WriteFence.open
    }

    /// The most datagrams that may wait for the media loop. 2,048 are 40 s of packets of one creator: only a flood, or
    /// a stuck loop, reaches this.
    private static let maximumWaiting = 2_048

    nonisolated let id: LiveID
    nonisolated let creator: UserID
    nonisolated let loop: MediaLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }
    nonisolated var eventLoop: any EventLoop { loop.eventLoop }

    nonisolated let resources: Resources
    nonisolated let origin: BroadcastOrigin
    nonisolated let recorder: LiveRecorder?
    /// The live at its beginning, and the lease of its node at that time.
    nonisolated let firstLive: Live
    nonisolated let firstLease: Int?
    /// The end of the live, once.
    nonisolated let ends: AsyncStream<LiveEnding.End>
    private let end: AsyncStream<LiveEnding.End>.Continuation
    private nonisolated let waiting = Atomic<Int>(0)

    var machine: LiveMachine
    private(set) var encoding: LiveEncoding?

    /// A live with its creator's offer, which receives no datagrams yet.
    init(
        id: LiveID = LiveID(), creator: UserID, metadata: LiveMetadata, offer: WHIPOffer, loop: MediaLoop,
        resources: Resources
    ) throws {
        let settings = resources.settings
        let now = resources.clock.now
        self.id = id
        self.creator = creator
        self.loop = loop
        self.resources = resources
        let live = Live(
            id: id, creator: creator, metadata: metadata,
            renditions: settings.broadcast.ladder.renditions.map(\.name), playerBuffer: settings.broadcast.holdBack,
            state: .interrupted, startedAt: resources.clock.date,
            connection: LiveConnection(advisedBitrate: settings.adaptation.fullBitrate))
        firstLive = live
        firstLease = resources.fence.heldEpoch()
        let keys = try BroadcastKeys(liveID: id.description)
        origin = BroadcastOrigin(
            storage: resources.storage, keys: keys, configuration: settings.broadcast, clock: resources.clock.base,
            fence: resources.fence,
            report: LiveReporter(
                live: id, keys: keys, ladder: settings.broadcast.ladder, events: resources.events,
                metrics: resources.metrics.broadcast, clock: resources.clock, logger: resources.logger
            ).report)
        recorder = try resources.recordings.map { directory throws(MediaError) in
            try LiveRecorder(
                of: id, startedAt: live.startedAt, in: directory, clock: resources.clock,
                report: RecordingReporter(
                    live: id, events: resources.events, metrics: resources.metrics.recording,
                    clock: resources.clock, logger: resources.logger
                ).report)
        }
        machine = LiveMachine(
            live, connection: try Self.connection(offer, resources, now: now), settings: settings, now: now)
        (ends, end) = AsyncStream.makeStream(of: LiveEnding.End.self)
    }

    private static func connection(
        _ offer: WHIPOffer, _ resources: Resources, now: MonotonicTime
    ) throws(DTLSError) -> CreatorConnection {
        try CreatorConnection(
            offer, certificate: resources.certificate, candidates: resources.candidates, settings: resources.settings,
            now: now)
    }

    /// Makes sessions that use these resources.
    static func factory(_ resources: Resources) -> Factory {
        { id, creator, metadata, offer, loop in
            try LiveSession(
                id: id, creator: creator, metadata: metadata, offer: offer, loop: loop, resources: resources)
        }
    }

    /// The current state of the live, until it is over.
    var live: Live { machine.live }

    /// Whether a packet of media has come.
    var hasSpoken: Bool { machine.hasSpoken }

    /// Whether the live is over.
    var isOver: Bool { machine.isOver }

    /// The first answer to the creator.
    var answer: WHIPAnswer { machine.connection.answer }

    /// Starts to receive the creator's datagrams. To be called before the answer is sent.
    func open() async {
        guard !isOver else { return }
        await resources.udp.router.register(self, for: id, as: machine.acceptedCredentials)
        await loop.add(self)
        resources.metrics.started.increment()
        resources.events.publish(.liveCreated(live))
    }

    /// Stores the live's media, until it is over and its playlists are closed.
    nonisolated func storeMedia() async -> LiveEnding.Media {
        let isClosed = await origin.run()
        if origin.isAbandoned { return .closedElsewhere }
        return isClosed ? .closed(end: nil) : .open
    }

    /// The bytes of the segments that were stored.
    nonisolated var storedBytes: Int { get async { await origin.storedBytes } }

    /// Writes the live's recording, until the live is over and the recording is whole.
    nonisolated func writeRecording() async { await recorder?.run() }

    /// Releases the creator's connection and leaves the media loop, once the live is over. Storing the rest needs
    /// neither.
    func detach() async {
        await resources.udp.router.remove(id)
        await loop.remove(id)
    }

    // MARK: Inputs

    /// Takes another connection of the creator.
    /// - Returns: the answer; nil when the live is over.
    /// - Throws: when the connection cannot be set up; the live is then as before.
    func resume(_ offer: WHIPOffer) async throws(DTLSError) -> WHIPAnswer? {
        guard !isOver else { return nil }
        let now = resources.clock.now
        let connection = try Self.connection(offer, resources, now: now)
        let answer = connection.answer
        machine.resume(connection, now: now)
        perform(now: now)
        // Before the answer is sent: the creator's first check may arrive at once.
        await resources.udp.router.register(self, for: id, as: machine.acceptedCredentials)
        return answer
    }

    /// Takes a `PATCH` of the creator.
    /// - Parameter matches: whether the request is about the ICE session with this entity tag.
    func apply(_ fragment: TrickleFragment, matches: @Sendable (String) -> Bool) async -> WHIPSessionChange {
        let change = machine.apply(fragment, matches: matches)
        perform(now: resources.clock.now)
        if case .restarted = change {
            // Before the answer is sent: the creator's next check may arrive at once.
            await resources.udp.router.register(self, for: id, as: machine.acceptedCredentials)
        }
        return change
    }

    /// Ends the live; sound received before is still broadcast. Later calls do nothing.
    func end(_ reason: EndReason) {
        let now = resources.clock.now
        machine.end(reason, now: now)
        perform(now: now)
    }

    /// Whether this many more datagrams may wait for the media loop. May be called from any thread.
    nonisolated func admits(_ count: Int) -> Bool {
        let before = waiting.add(count, ordering: .relaxed).oldValue
        guard before < Self.maximumWaiting else {
            waiting.subtract(count, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Takes datagrams that were admitted, on the media loop.
    nonisolated func take(_ datagrams: [Datagram]) {
        waiting.subtract(datagrams.count, ordering: .relaxed)
        assumeIsolated { session in
            let now = session.resources.clock.now
            for datagram in datagrams { session.machine.receive(datagram, now: now) }
            session.perform(now: now)
        }
    }

    /// Advances the time of the live.
    func advance(to now: MonotonicTime) {
        machine.advance(to: now)
        perform(now: now)
    }

    /// When `advance(to:)` must be called next.
    var nextDeadline: MonotonicTime? { machine.nextDeadline }

    // MARK: Actions

    /// Performs the machine's actions until there are none.
    func perform(now: MonotonicTime) {
        var associations: [(address: TransportAddress, isProven: Bool)] = []
        var outgoing: [Datagram] = []
        while let action = machine.nextAction(now: now) {
            switch action {
            case .send(let bytes, let address): outgoing.append(Datagram(bytes: bytes, peer: address))
            case .associate(let address, let isProven): associations.append((address, isProven))
            case .register(let credentials):
                resources.udp.router.replace(credentials, of: id)
            case .sound(let action): perform(action, now: now)
            case .report(let report): publish(report)
            case .end(let reason): close(reason, now: now)
            }
        }
        if !associations.isEmpty { resources.udp.router.associate(associations, with: id) }
        if !outgoing.isEmpty { resources.udp.send(outgoing) }
        if let tally = machine.takeTally() { count(tally) }
    }

    /// Records sound, or broadcasts it.
    private func perform(_ action: LiveTimeline.Action, now: MonotonicTime) {
        switch action {
        case .media(let packet, let duration, let recordedAt, let heardAt):
            // Recorded first, whether the broadcast succeeds or not.
            if let recordedAt { recorder?.record(packet, lasting: duration, at: recordedAt) }
            if let heardAt { broadcast(packet, lasting: duration, at: heardAt, now: now) }
        case .beginEncoding(let arrival):
            encoding = LiveEncoding(
                configuration: resources.settings.broadcast, startDate: resources.clock.date(at: arrival),
                publish: origin.publish)
        case .breakOff:
            resources.metrics.broadcast.encodingBreaks.increment()
            encode(now: now) { encoding throws(MediaError) in try encoding.breakOff() }
        case .fillSilence(let time):
            encode(now: now) { encoding throws(MediaError) in try encoding.advance(to: time) }
        case .giveUpBroadcast: giveUpBroadcast()
        case .setLag(let samples, let time): encoding?.set(lag: samples, from: time)
        }
    }

    private func broadcast(_ packet: [UInt8], lasting duration: Int, at time: MediaTime, now: MonotonicTime) {
        encode(now: now) { encoding throws(MediaError) in
            if let reason = try encoding.append(packet, lasting: duration, at: time) { machine.refuse(reason) }
        }
    }

    /// Performs a step of the current encoding, if there is one. If a codec fails, the sound since the last segment is
    /// lost; the next step begins anew.
    func encode(now: MonotonicTime, _ step: (LiveEncoding) throws(MediaError) -> Void) {
        guard let encoding else { return }
        do throws(MediaError) {
            try step(encoding)
        } catch {
            resources.metrics.broadcast.encodingFailures.increment()
            resources.logger.error("a codec failed", metadata: ["live": "\(id)", "error": "\(error)"])
            machine.encodingFailed(now: now)
        }
        machine.encoded(to: encoding.position)
    }

    private func giveUpBroadcast() {
        resources.logger.error(
            "the broadcast is given up: the live goes on without listeners", metadata: ["live": "\(id)"])
        encoding = nil
        origin.close()
        resources.events.publish(.broadcastStopped(id))
    }

    private func close(_ reason: EndReason, now: MonotonicTime) {
        encode(now: now) { encoding throws(MediaError) in try encoding.finish() }
        encoding = nil
        origin.close()
        recorder?.finish()
        end.yield(
            LiveEnding.End(
                live: live, reason: reason, date: resources.clock.date, lease: resources.fence.heldEpoch(),
                wasHeard: machine.hasSpoken))
        end.finish()
    }
}
