internal import NIOCore
internal import NIOPosix
internal import RoadWaveClient
internal import RoadWaveMedia
internal import RoadWaveRTC

/// Many creators at once, each with a live of its own: real connections over UDP (ICE, DTLS, SRTP), and Opus at the pace
/// of real time. The sound is encoded once for all.
actor CreatorCrowd {
    /// How many connect at the same time: a crowd does not start in the same millisecond, and a busy machine answers all
    /// of these in time.
    private static let connectingAtOnce = 8
    /// 120 ms in a packet, which Opus allows as well as 20: a sixth of the system calls for the same sound.
    private static let packetDuration = 5_760

    /// A loop of their own: what the witnesses ask over HTTP must not wait behind a hundred voices.
    private let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let endpoint: String
    private let certificate: DTLSCertificate
    private let packets: [[UInt8]]
    private var publishers: [LivePublisher] = []
    private var speaking: Task<Void, Never>?

    /// - Parameter endpoint: the WHIP address.
    init(endpoint: String) throws {
        self.endpoint = endpoint
        // Making a key is the dearest part of a connection, and what a certificate says is nobody's concern here.
        certificate = try DTLSCertificate.generate()
        let encoder = try OpusEncoder(channels: 1, bitrate: 48_000)
        var tone = ToneGenerator(frequency: 440)
        packets = try (0..<50).map { _ in try encoder.encode(tone.next(frames: Self.packetDuration)) }
    }

    /// The lives of those who are connected.
    var liveIDs: [String] { publishers.map(\.liveID) }

    /// Connects one creator for each token, and has them speak until they stop.
    /// - Throws: what kept one of them from connecting.
    func connect(tokens: [String]) async throws {
        try await withThrowingTaskGroup(of: LivePublisher.self) { group in
            var waiting = tokens[...]
            for token in waiting.prefix(Self.connectingAtOnce) { group.addTask { try await self.publisher(token) } }
            waiting = waiting.dropFirst(Self.connectingAtOnce)
            while let publisher = try await group.next() {
                publishers.append(publisher)
                guard let token = waiting.popFirst() else { continue }
                group.addTask { try await self.publisher(token) }
            }
        }
    }

    /// Has all creators speak from now on, those too who connect later.
    func speak() {
        guard speaking == nil else { return }
        speaking = Task {
            let clock = ContinuousClock()
            var next = clock.now
            var count = 0
            while !Task.isCancelled {
                let packet = packets[count % packets.count]
                for publisher in publishers { await publisher.send(opus: packet, duration: Self.packetDuration) }
                count += 1
                // A machine that cannot keep the pace falls behind: what is late is not made up for in a burst.
                next = max(next + .milliseconds(120), clock.now)
                // why: the pace of voices, 120 ms at a time.
                try? await clock.sleep(until: next)
            }
        }
    }

    /// One of the creators ends the live.
    func stopOne() async { await publishers.popLast()?.close() }

    /// All stop.
    func stop() async {
        speaking?.cancel()
        await speaking?.value
        let all = publishers
        publishers = []
        await withTaskGroup(of: Void.self) { group in
            for publisher in all { group.addTask { await publisher.close() } }
        }
        // Fails only when it was shut down before.
        try? await loop.shutdownGracefully()
    }

    /// Tried again for a while: on a busy machine one of a hundred connections may come too late, and the place of a live
    /// that nobody connects to is free 20 s later.
    private nonisolated func publisher(_ token: String) async throws -> LivePublisher {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(45)
        while true {
            do {
                return try await LivePublisher.connect(
                    to: endpoint, token: token, configuration: Publisher.Configuration(certificate: certificate),
                    group: loop)
            } catch {
                guard clock.now < deadline else { throw error }
                // why: the pause between two attempts, whose bound is above.
                try await clock.sleep(for: .seconds(1))
            }
        }
    }
}
