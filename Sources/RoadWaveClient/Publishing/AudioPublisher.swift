public import RoadWaveMedia
public import RoadWaveRTC

/// A creator's application that has sound: encodes it to Opus and publishes it at the pace of real time.
///
/// ```swift
/// let publisher = try await AudioPublisher.connect(
///     to: "http://127.0.0.1:8080/whip?title=Essai", token: token, certificate: try .generate())
/// try await publisher.send(speech)        // returns when its last packet has left
/// await publisher.close()
/// ```
///
/// One caller sends; others may mute and change the network meanwhile.
public actor AudioPublisher {
    /// The live's identifier on the server.
    public nonisolated let liveID: String

    /// Whether silence is sent instead of the sound.
    public var isMuted = false
    /// The connection; another one after ``resume()``.
    public private(set) var connection: LivePublisher
    /// The packets that were given to the network, while ``AudioSettings/keepsPackets``.
    public private(set) var sentPackets: [SentPacket] = []
    /// Samples at 48 kHz that were encoded.
    public private(set) var position = 0

    private let settings: AudioSettings
    private let encoder: OpusEncoder
    private let clock: StartedClock
    private var pace = RealTimePace()
    /// Less than a packet, until more comes.
    private var rest: PCM
    private var isInterrupted = false

    /// A packet as it was published.
    public struct SentPacket: Hashable, Sendable {
        /// Its first sample, counted at 48 kHz from the start of the live.
        public let position: Int
        /// The Opus packet.
        public let bytes: [UInt8]
    }

    /// Starts a live, and returns when sound that is sent arrives.
    ///
    /// - Parameters:
    ///   - endpoint: the WHIP address with its query.
    ///   - token: the creator's bearer token.
    ///   - certificate: the identity of the handshake; may serve many publishers.
    ///   - settings: how the sound is encoded.
    ///   - remap: where to send instead of an address of the server's, as to a relay before it.
    ///   - clock: what the pace is kept with.
    /// - Throws: as ``LivePublisher/connect(to:token:configuration:resuming:remap:group:)``, and `MediaError`.
    public static func connect(
        to endpoint: String, token: String, certificate: DTLSCertificate, settings: AudioSettings = AudioSettings(),
        remap: @escaping @Sendable (TransportAddress) -> TransportAddress = { $0 },
        clock: some Clock<Duration> = ContinuousClock()
    ) async throws -> AudioPublisher {
        let format = OpusFormat(payloadType: 111, stereo: settings.channels == 2, dtx: settings.dtx)
        let connection = try await LivePublisher.connect(
            to: endpoint, token: token,
            configuration: Publisher.Configuration(certificate: certificate, opus: format), remap: remap)
        do {
            return try AudioPublisher(connection, settings: settings, clock: clock)
        } catch {
            await connection.close()
            throw error
        }
    }

    private init(
        _ connection: LivePublisher, settings: AudioSettings, clock: some Clock<Duration>
    ) throws(MediaError) {
        self.connection = connection
        self.settings = settings
        liveID = connection.liveID
        encoder = try settings.makeEncoder()
        self.clock = StartedClock(clock)
        rest = .silence(frames: 0, channels: settings.channels)
    }

    /// Sends sound of 48 kHz and the settings' channels. Pieces of any length follow each other without a seam.
    ///
    /// While the network is interrupted the sound goes on and is lost, as for any creator in a tunnel.
    /// - Throws: `Publisher.Disconnection` when the live is over; `MediaError` for sound of another format;
    ///   `CancellationError`.
    public func send(_ sound: PCM) async throws {
        try rest.append(sound)
        while rest.frameCount >= settings.packetDuration {
            let packet = rest.frames(0..<settings.packetDuration)
            rest = rest.frames(settings.packetDuration..<rest.frameCount)
            try await sendPacket(packet)
        }
    }

    /// The target in bits per second; values that Opus does not have are brought into its bounds.
    public var bitrate: Int {
        get { encoder.bitrate }
        set { encoder.bitrate = newValue }
    }

    /// Sets ``isMuted`` from outside the actor.
    public func setMuted(_ isMuted: Bool) { self.isMuted = isMuted }

    /// Does what the server advises, until the live is over: to be run beside ``send(_:)``, in a task of the caller's.
    ///
    /// - Parameters:
    ///   - events: those of this live, asked for with the creator's token: the node keeps a place for them.
    ///   - tell: is told every event, after it was followed.
    /// - Throws: ``LiveEventsError``, `CancellationError`.
    public func follow(
        _ events: LiveEvents, tell: @Sendable (LiveEvent) async -> Void = { _ in }
    ) async throws {
        for try await event in events {
            if case .bitrateAdvice(let advice) = event { bitrate = advice.bitrate }
            await tell(event)
        }
    }

    /// The network goes away (``LivePublisher/interrupt()``).
    public func interrupt() async {
        isInterrupted = true
        await connection.interrupt()
    }

    /// Goes on over another network (``LivePublisher/restartICE()``).
    public func restartICE() async throws {
        try await connection.restartICE()
        isInterrupted = false
    }

    /// Continues the same live with a new connection (``LivePublisher/resume()``).
    public func resume() async throws {
        isInterrupted = true
        connection = try await connection.resume()
        isInterrupted = false
    }

    /// Sends what is left, its last packet filled up with silence, and ends the live.
    public func close() async {
        if rest.frameCount > 0 {
            // Of a live that is over already nothing more can be sent, and it is closed all the same.
            try? await send(.silence(frames: settings.packetDuration - rest.frameCount, channels: settings.channels))
        }
        await connection.close()
    }

    private func sendPacket(_ sound: PCM) async throws {
        let sound = isMuted ? .silence(frames: sound.frameCount, channels: sound.channels) : sound
        let bytes = try encoder.encode(sound)
        let skipped = pace.resume(now: clock.now)
        if skipped > 0 {
            await connection.skip(duration: skipped)
            position += skipped
        }
        // why: the pace of real time is what this is for.
        if let due = pace.due, due > clock.now { try await clock.sleep(until: due) }
        let start = position
        position += settings.packetDuration
        pace.advance(by: settings.packetDuration)
        // A packet of two bytes or less need not be sent (libopus, OPUS_SET_DTX): it says that the silence goes on.
        guard !settings.dtx || bytes.count > 2 else {
            return await connection.skip(duration: settings.packetDuration)
        }
        let (connection, wasInterrupted) = (connection, isInterrupted)
        let isSent = await connection.send(opus: bytes, duration: settings.packetDuration)
        // Without network nothing tells whether the live still goes on.
        if wasInterrupted || isInterrupted { return }
        guard isSent else { throw await connection.disconnection ?? .closed }
        if settings.keepsPackets { sentPackets.append(SentPacket(position: start, bytes: bytes)) }
    }
}
