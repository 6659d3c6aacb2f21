internal import CoreMetrics
internal import Logging
internal import NIOCore
internal import RoadWaveMedia
internal import RoadWaveRTC
internal import Synchronization

/// One running live: does what ``LiveMachine`` says, and decides nothing.
///
/// An actor on its media loop: what the loop calls is entered with `assumeIsolated`, without a hop. Only its own
/// creator's datagrams reach it, so that whatever they hold, no other live notices.
actor LiveSession: DatagramSink {
    /// Makes the session of a live that was admitted.
    typealias Factory =
        @Sendable (LiveID, UserID, LiveMetadata, WHIPOffer, MediaLoop) throws -> LiveSession

    /// What a running live uses of its node.
    struct Resources: Sendable {
        let settings: LiveSettings
        let clock: NodeClock
        let certificate: DTLSCertificate
        let udp: UDPServer
        /// Where creators are told to send, best first.
        let candidates: [TransportAddress]
        let storage: any ObjectStorage
        let events: EventHub
        let metrics: LiveMetrics
        let logger: Logger
        /// Where every live is written and searched; nil where nobody lists them.
        var catalogue: LiveCatalogue?
        /// Where lives are recorded; nil where none is.
        var recordings: RecordingDirectory?
        /// What is asked before each playlist. Not the membership's where nobody could take a live over.
        var fence = WriteFence.open
    }

    /// Datagrams that may wait for the media loop: 2,048 are 40 s of packets of one creator; only a flood, or a loop
    /// that is stuck, gets there.
    private static let maximumWaiting = 2_048

    nonisolated let id: LiveID
    nonisolated let creator: UserID
    nonisolated let loop: MediaLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }
    nonisolated var eventLoop: any EventLoop { loop.eventLoop }

    nonisolated let resources: Resources
    nonisolated let origin: BroadcastOrigin
    nonisolated let recorder: LiveRecorder?
    /// The live as it begins, and the lease of its node then.
    nonisolated let firstLive: Live
    nonisolated let firstLease: Int?
    /// The end of the live, once.
    nonisolated let ends: AsyncStream<LiveEnding.End>
    private let end: AsyncStream<LiveEnding.End>.Continuation
    private nonisolated let waiting = Atomic<Int>(0)

    var machine: LiveMachine
    private(set) var encoding: LiveEncoding?

    /// A live that knows its creator's offer and listens to nothing yet.
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
            fence: resources.fence, report: LiveReporter(live: id, keys: keys, resources: resources).report)
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

    /// The live as it is now, until it is over.
    var live: Live { machine.live }

    /// Whether a packet of media has come.
    var hasSpoken: Bool { machine.hasSpoken }

    /// Whether nothing more comes of it.
    var isOver: Bool { machine.isOver }

    /// What the creator was answered first.
    var answer: WHIPAnswer { machine.connection.answer }

    /// Lets the creator's datagrams in. To be called before the answer leaves.
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

    /// Writes the live's recording, until the live is over and the recording is whole.
    nonisolated func writeRecording() async { await recorder?.run() }

    /// Lets go of the creator's connection and of the media loop, once the live is over. What is stored of it meanwhile
    /// needs neither.
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
        // Before the answer leaves: the creator's first check may come at once.
        await resources.udp.router.register(self, for: id, as: machine.acceptedCredentials)
        return answer
    }

    /// Takes a `PATCH` of the creator.
    /// - Parameter matches: whether the request is about the ICE session with this entity tag.
    func apply(_ fragment: TrickleFragment, matches: @Sendable (String) -> Bool) async -> WHIPSessionChange {
        let change = machine.apply(fragment, matches: matches)
        perform(now: resources.clock.now)
        if case .restarted = change {
            // Before the answer leaves: the creator's next check may come at once.
            await resources.udp.router.register(self, for: id, as: machine.acceptedCredentials)
        }
        return change
    }

    /// Ends the live; what was said before is heard. Later calls do nothing.
    func end(_ reason: EndReason) {
        let now = resources.clock.now
        machine.end(reason, now: now)
        perform(now: now)
    }

    /// Whether so many more datagrams may wait for the media loop, from any thread.
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

    /// Gives the live its time.
    func advance(to now: MonotonicTime) {
        machine.advance(to: now)
        perform(now: now)
    }

    /// When `advance(to:)` next has something to do.
    var nextDeadline: MonotonicTime? { machine.nextDeadline }

    // MARK: Actions

    /// Does what the machine says, until it says nothing.
    func perform(now: MonotonicTime) {
        var associations: [(address: TransportAddress, isProven: Bool)] = []
        var outgoing: [Datagram] = []
        while let action = machine.nextAction(now: now) {
            switch action {
            case .send(let bytes, let address): outgoing.append(Datagram(bytes: bytes, peer: address))
            case .associate(let address, let isProven): associations.append((address, isProven))
            case .register(let credentials):
                resources.udp.router.replace(credentials, of: id)
            case .media(let packet, let duration, let recordedAt, let heardAt):
                // First, and whatever becomes of the broadcast.
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
            case .setLag(let samples, let time): encoding?.set(lag: samples, from: time)
            case .report(let report): publish(report)
            case .end(let reason): close(reason, now: now)
            }
        }
        if !associations.isEmpty { resources.udp.router.associate(associations, with: id) }
        if !outgoing.isEmpty { resources.udp.send(outgoing) }
        if let tally = machine.takeTally() { count(tally) }
    }

    private func broadcast(_ packet: [UInt8], lasting duration: Int, at time: MediaTime, now: MonotonicTime) {
        encode(now: now) { encoding throws(MediaError) in
            if let reason = try encoding.append(packet, lasting: duration, at: time) { machine.refuse(reason) }
        }
    }

    /// Takes a step of the encoding under way, if there is one. A codec of ours that fails costs the sound since the last
    /// segment; the next step begins anew.
    func encode(now: MonotonicTime, _ step: (LiveEncoding) throws(MediaError) -> Void) {
        guard let encoding else { return }
        do throws(MediaError) {
            try step(encoding)
        } catch {
            resources.metrics.broadcast.encodingFailures.increment()
            resources.logger.error("a codec failed", metadata: ["live": "\(id)", "error": "\(error)"])
            if !encoding.survives(failureAt: now) { return giveUpBroadcast() }
        }
        machine.encoded(to: encoding.position)
    }

    /// Closes the playlists of a live whose codecs fail again and again, rather than have players wait for ever.
    private func giveUpBroadcast() {
        resources.logger.error(
            "the broadcast is given up: the live goes on without listeners", metadata: ["live": "\(id)"])
        encoding = nil
        machine.giveUpBroadcast()
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
