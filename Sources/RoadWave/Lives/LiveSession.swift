internal import CoreMetrics
internal import Logging
internal import NIOCore
internal import RoadWaveMedia
internal import RoadWaveRTC
internal import Synchronization

/// One running live: the creator's connection, the order of its packets, its encoding.
///
/// An actor on its media loop: what the loop calls is entered with `assumeIsolated`, without a hop. Only its own
/// creator's datagrams reach it, so that whatever they hold, no other live notices.
actor LiveSession {
    /// Datagrams that may wait for the media loop: 2,048 are 40 s of packets of one creator; only a flood, or a loop
    /// that is stuck, gets there.
    private static let maximumWaiting = 2_048

    nonisolated let id: LiveID
    nonisolated let creator: UserID
    nonisolated let loop: MediaLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

    nonisolated let environment: LiveEnvironment
    nonisolated let origin: BroadcastOrigin
    nonisolated let recorder: LiveRecorder?
    private nonisolated let waiting = Atomic<Int>(0)
    /// The lease of the node when the live began. While it stands nobody else can have ended the live.
    private let firstEpoch: Int?
    /// Whether everyone was told how the live ended.
    private(set) var isEndTold = false
    /// Who waits for that: requests to end the live.
    private var endWaiters: [CheckedContinuation<Void, Never>] = []

    /// The live as it is now.
    var live: Live
    var peer: Peer
    /// What the creator was answered last; after an ICE restart, with its new credentials.
    var answer: WHIPAnswer
    var remoteCredentials: ICECredentials
    var presence: CreatorPresence
    var jitterBuffer: JitterBuffer
    var timeline = MediaTimeline()
    var broadcast = LiveBroadcast.awaited
    var recordingTimeline = RecordingTimeline()
    /// Whether the next packet is the first after an absence: its sound begins behind a discontinuity.
    var isComingBack = false
    /// What is known of the creator's connection, and advised.
    var monitor: ConnectionMonitor
    /// When the first packet that can be heard arrived.
    var firstArrival: MonotonicTime?
    /// When a packet last found its place.
    var lastMedia: MonotonicTime

    private let isOver: AsyncStream<Void>
    private let over: AsyncStream<Void>.Continuation

    /// A live that knows its creator's offer and listens to nothing yet.
    init(
        id: LiveID = LiveID(), creator: UserID, metadata: LiveMetadata, offer: WHIPOffer, loop: MediaLoop,
        environment: LiveEnvironment
    ) throws {
        let configuration = environment.configuration
        let now = environment.clock.now
        self.id = id
        self.creator = creator
        self.loop = loop
        self.environment = environment
        live = Live(
            id: id, creator: creator, metadata: metadata,
            renditions: configuration.broadcast.ladder.renditions.map(\.name),
            playerBuffer: configuration.broadcast.holdBack, state: .interrupted, startedAt: environment.clock.date,
            connection: LiveConnection(advisedBitrate: configuration.adaptation.fullBitrate))
        firstEpoch = environment.fence.heldEpoch()
        let keys = try BroadcastKeys(liveID: id.description)
        origin = BroadcastOrigin(
            storage: environment.storage, keys: keys, configuration: configuration.broadcast,
            clock: environment.clock.base, fence: environment.fence,
            report: LiveReporter(live: id, keys: keys, environment: environment).report)
        recorder = try Self.recorder(of: live, environment: environment)
        answer = WHIPAnswer(
            answering: offer, credentials: .random(), fingerprint: environment.certificate.fingerprint,
            addresses: environment.candidates)
        remoteCredentials = offer.credentials
        peer = try Self.peer(offer: offer, answer: answer, environment: environment, now: now)
        presence = CreatorPresence(
            interruptedAfter: configuration.interruptedAfter, connectTimeout: configuration.connectTimeout,
            timeout: configuration.creatorTimeout, now: now)
        jitterBuffer = JitterBuffer(configuration: configuration.jitter)
        lastMedia = now
        monitor = ConnectionMonitor(configuration.adaptation)
        (isOver, over) = AsyncStream.makeStream(of: Void.self)
    }

    /// The node's end of a connection to the creator.
    static func peer(
        offer: WHIPOffer, answer: WHIPAnswer, environment: LiveEnvironment, now: MonotonicTime
    ) throws(DTLSError) -> Peer {
        var connection = Peer.Configuration(offer: offer, answer: answer, certificate: environment.certificate)
        // Where the application sends nothing, consent is the creator's presence: it may not outlast the wait.
        connection.ice.consentTimeout = min(connection.ice.consentTimeout, environment.configuration.creatorTimeout)
        return try Peer(configuration: connection, now: now)
    }

    /// Lets the creator's datagrams in. To be called before the answer leaves.
    func open() async {
        await environment.udp.router.register(self, as: peer.acceptedCredentials)
        await loop.add(self)
        environment.metrics.started.increment()
        environment.catalogue?.record(live)
        environment.events.publish(.liveCreated(live))
    }

    /// Stores the live's media, until it is over and its playlists are closed.
    /// - Returns: whether they are closed.
    @discardableResult
    nonisolated func storeMedia() async -> Bool {
        let isClosed = await origin.run()
        if origin.isLost { await lose() }
        return isClosed
    }

    /// Waits until the live is over; its last segments may not be stored yet.
    nonisolated func waitUntilOver() async {
        for await _ in isOver {}
    }

    /// Lets go of the creator's connection and of the media loop, once the live is over. What is stored of it meanwhile
    /// needs neither.
    /// - Returns: the live as it ended.
    func retire() async -> Live {
        await environment.udp.router.remove(id)
        await loop.remove(id)
        return live
    }

    /// Ends the live; what was said before is heard. Later calls do nothing.
    func end(_ reason: EndReason) {
        guard !live.isOver else { return }
        let reason = origin.isLost ? .nodeLost : reason
        let epoch = environment.fence.heldEpoch()
        peer.close(now: environment.clock.now)
        performActions()
        finishMedia()
        live.state = reason == .nodeLost ? .lost : .ended
        live.connection = nil
        live.endReason = reason
        live.endedAt = environment.clock.date
        origin.finish()
        recorder?.finish()
        over.finish()
        // Where the lease has run out meanwhile, another node may have ended it before: the registry is asked first.
        if live.state == .lost || (epoch != nil && epoch == firstEpoch) { tellEnd(as: live) }
    }

    /// Tells how the live, which is over, has ended, unless it was told.
    func tellEnd(as ended: Live) {
        guard !isEndTold else { return }
        isEndTold = true
        live = ended
        let reason = ended.endReason ?? .failure
        environment.metrics.ended.increment(reason)
        environment.catalogue?.record(ended)
        environment.events.publish(.liveEnded(ended))
        environment.logger.info("live ended", metadata: ["live": "\(id)", "reason": "\(reason.rawValue)"])
        for waiter in endWaiters { waiter.resume() }
        endWaiters = []
    }

    /// Waits until everyone was told how the live ended.
    func waitUntilEndIsTold() async {
        guard !isEndTold else { return }
        await withCheckedContinuation { endWaiters.append($0) }
    }

    /// Whether so many more datagrams may wait for the media loop, from any thread. Those that may are to be handed over
    /// with ``MediaLoop/deliver(_:)``.
    nonisolated func admits(_ count: Int) -> Bool {
        let before = waiting.add(count, ordering: .relaxed).oldValue
        guard before < Self.maximumWaiting else {
            waiting.subtract(count, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Takes datagrams that were admitted.
    func take(_ datagrams: [Datagram]) {
        waiting.subtract(datagrams.count, ordering: .relaxed)
        receive(datagrams)
    }

    /// Gives the live its time.
    func advance(to now: MonotonicTime) {
        guard !live.isOver else { return }
        peer.advance(to: now)
        performActions()
        broadcastMedia(now: now)
        fillSilence(now: now)
        if let change = presence.advance(to: now) { apply(change) }
    }

    /// When `advance(to:)` next has something to do.
    var nextDeadline: MonotonicTime? {
        guard !live.isOver else { return nil }
        return [peer.nextDeadline, jitterBuffer.nextDeadline, presence.nextDeadline, nextSilence]
            .compactMap { $0 }.min()
    }
}
