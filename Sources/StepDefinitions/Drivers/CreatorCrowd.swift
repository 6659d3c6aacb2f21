internal import NIOCore
internal import NIOPosix
internal import RoadWaveClient
internal import RoadWaveMedia
internal import RoadWaveRTC

/// Many creators at once, each with a live of its own: real connections over UDP (ICE, DTLS, SRTP), and Opus at the pace
/// of real time. Each has a tone of its own, encoded before it is said: a listener knows whose live it hears.
actor CreatorCrowd {
    /// How many connect at the same time: a crowd does not start in the same millisecond, and a busy machine answers all
    /// of these in time.
    private static let connectingAtOnce = 8
    /// 120 ms in a packet, which Opus allows as well as 20: a sixth of the system calls for the same sound.
    private static let packetDuration = 5_760
    /// What is said again and again: 1.2 s, a whole number of periods of each tone.
    private static let packetCount = 10

    /// One of the creators.
    private struct Member {
        let publisher: LivePublisher
        /// Which tone it says, from 0.
        let voice: Int
    }

    /// A loop of their own: what the witnesses ask over HTTP must not wait behind a hundred voices.
    private let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let endpoint: String
    private let certificate: DTLSCertificate
    /// Of each voice.
    private var packets: [[[UInt8]]] = []
    private var members: [Member] = []
    /// Creators who connected later, on their own: they speak with the first voice.
    private var guests: [LivePublisher] = []
    /// Those who went away without a word.
    private var vanished: [Member] = []
    private var speaking: Task<Void, Never>?

    /// - Parameter endpoint: the WHIP address.
    init(endpoint: String) throws {
        self.endpoint = endpoint
        // Making a key is the dearest part of a connection, and what a certificate says is nobody's concern here.
        certificate = try DTLSCertificate.generate()
    }

    /// What each of those says who are connected, in hertz, by live.
    var tones: [String: Double] {
        Dictionary(members.map { ($0.publisher.liveID, Self.frequency(of: $0.voice)) }, uniquingKeysWith: { $1 })
    }

    private static func frequency(of voice: Int) -> Double { 400 + 20 * Double(voice) }

    private static func encode(_ voice: Int) throws -> [[UInt8]] {
        let encoder = try OpusEncoder(channels: 1, bitrate: 48_000)
        var tone = ToneGenerator(frequency: frequency(of: voice))
        // Said twice: the encoder's own beginning is in the first round.
        return try (0..<2 * packetCount).map { _ in try encoder.encode(tone.next(frames: packetDuration)) }
            .suffix(packetCount)
    }

    /// Connects one creator for each token, and has them speak until they stop.
    /// - Throws: what kept one of them from connecting.
    func connect(tokens: [String]) async throws {
        // Those who speak already keep their voices.
        for voice in packets.count..<max(packets.count, tokens.count) { packets.append(try Self.encode(voice)) }
        try await withThrowingTaskGroup(of: Member.self) { group in
            var waiting = Array(tokens.enumerated())[...]
            for (voice, token) in waiting.prefix(Self.connectingAtOnce) {
                group.addTask { Member(publisher: try await self.publisher(token), voice: voice) }
            }
            waiting = waiting.dropFirst(Self.connectingAtOnce)
            while let member = try await group.next() {
                members.append(member)
                guard let (voice, token) = waiting.popFirst() else { continue }
                group.addTask { Member(publisher: try await self.publisher(token), voice: voice) }
            }
        }
    }

    /// Adds a creator who is connected already. The guest speaks with the others from now on.
    func welcome(_ guest: LivePublisher) { guests.append(guest) }

    /// Has all creators speak from now on, those too who connect later.
    func speak() {
        guard speaking == nil else { return }
        speaking = Task {
            let clock = ContinuousClock()
            var next = clock.now
            var count = 0
            while !Task.isCancelled {
                for member in members {
                    let packet = packets[member.voice][count % Self.packetCount]
                    await member.publisher.send(opus: packet, duration: Self.packetDuration)
                }
                for guest in guests {
                    await guest.send(opus: packets[0][count % Self.packetCount], duration: Self.packetDuration)
                }
                count += 1
                // A machine that cannot keep the pace falls behind: what is late is not made up for in a burst.
                next = max(next + .milliseconds(120), clock.now)
                // why: the pace of voices, 120 ms at a time.
                try? await clock.sleep(until: next)
            }
        }
    }

    /// One of the creators ends the live.
    func stopOne() async { await members.popLast()?.publisher.close() }

    /// All of the creators end their lives at the same time.
    func endAll() async {
        speaking?.cancel()
        await speaking?.value
        speaking = nil
        let all = members
        members = []
        await withTaskGroup(of: Void.self) { group in
            for member in all { group.addTask { await member.publisher.close() } }
        }
    }

    /// One of the creators goes away without a word, as one whose phone is dead.
    func vanishOne() async {
        guard let member = members.popLast() else { return }
        vanished.append(member)
        await member.publisher.interrupt()
    }

    /// All go away. The node is stopped by then: asking it to end the lives would only wait.
    func stop() async {
        speaking?.cancel()
        await speaking?.value
        let all = members + vanished
        (members, vanished) = ([], [])
        await withTaskGroup(of: Void.self) { group in
            for member in all { group.addTask { await member.publisher.interrupt() } }
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
