public import RoadWaveMedia
public import RoadWaveRTC

/// A creator's application that encodes its sound to Opus and publishes it in real time.
///
/// ```swift
/// let publisher = try await AudioPublisher.connect(
///     to: "http://127.0.0.1:8080/whip?title=Essai", token: token, certificate: try .generate())
/// try await publisher.send(speech)        // returns when its last packet has left
/// await publisher.close()
/// ```
///
/// One caller sends. Others may mute, and change the network, at the same time.
public actor AudioPublisher {
    /// The live's identifier on the server.
    public nonisolated let liveID: String

    /// Whether silence is sent instead of the sound.
    public var isMuted = false
    /// The connection; another one after ``resume()``.
    public private(set) var connection: LivePublisher
    /// The packets that were passed to the network, if ``AudioSettings/keepsPackets`` is set.
    public private(set) var sentPackets: [SentPacket] = []
    /// Samples at 48 kHz that were encoded.
    public private(set) var position = 0

    private let settings: AudioSettings
    private let encoder: OpusEncoder
    private let clock: StartedClock
    private var pace = RealTimePace()
    /// The rest that is shorter than a packet.
    private var rest: PCM
    private var isInterrupted = false

    /// A packet as it was published.
    public struct SentPacket: Hashable, Sendable {
        /// The position of its first sample, at 48 kHz from the start of the live.
        public let position: Int
        /// The Opus packet.
        public let bytes: [UInt8]
    }

    /// Starts a live, and returns when sent sound arrives.
    ///
    /// - Parameters:
    ///   - endpoint: the WHIP address with its query.
    ///   - token: the creator's bearer token.
    ///   - certificate: the identity of the handshake; may serve many publishers.
    ///   - settings: how the sound is encoded.
    ///   - remap: the address to send to instead of an address of the server, such as a relay's.
    ///   - clock: the clock of the real-time pace.
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

    /// Sends sound of 48 kHz with the channels of the settings. Pieces of any length join without a seam.
    ///
    /// While the network is interrupted, the sound goes on and is lost, as in a tunnel.
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

    /// The target in bits per second. A value outside Opus's bounds is clamped.
    public var bitrate: Int {
        get { encoder.bitrate }
        set { encoder.bitrate = newValue }
    }

    /// Sets ``isMuted`` from outside the actor.
    public func setMuted(_ isMuted: Bool) { self.isMuted = isMuted }

    /// Follows the server's advice until the live has ended; to be run beside ``send(_:)``, in a task of the caller's.
    ///
    /// - Parameters:
    ///   - events: the events of this live, with the creator's token: the node reserves a stream for them.
    ///   - tell: called with every event, after the advice was applied.
    /// - Throws: ``LiveEventsError``, `CancellationError`.
    public func follow(
        _ events: LiveEvents, tell: @Sendable (LiveEvent) async -> Void = { _ in }
    ) async throws {
        for try await event in events {
            if case .bitrateAdvice(let advice) = event { bitrate = advice.bitrate }
            await tell(event)
        }
    }

    /// Interrupts the network (``LivePublisher/interrupt()``).
    public func interrupt() async {
        isInterrupted = true
        await connection.interrupt()
    }

    /// Continues over another network (``LivePublisher/restartICE()``).
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

    /// Sends the rest, with its last packet filled with silence, and ends the live.
    public func close() async {
        if rest.frameCount > 0 {
            // If the live has ended, the rest cannot be sent; it is closed all the same.
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
        // why: the pace of real time is the purpose of this type.
        if let due = pace.due, due > clock.now { try await clock.sleep(until: due) }
        let start = position
        position += settings.packetDuration
        pace.advance(by: settings.packetDuration)
        // A packet of two bytes or less need not be sent (libopus, OPUS_SET_DTX): it means that the silence goes on.
        guard !settings.dtx || bytes.count > 2 else {
            return await connection.skip(duration: settings.packetDuration)
        }
        let (connection, wasInterrupted) = (connection, isInterrupted)
        let isSent = await connection.send(opus: bytes, duration: settings.packetDuration)
        // Without network it is unknown whether the live still goes on.
        if wasInterrupted || isInterrupted { return }
        guard isSent else { throw await connection.disconnection ?? .closed }
        if settings.keepsPackets { sentPackets.append(SentPacket(position: start, bytes: bytes)) }
    }
}
