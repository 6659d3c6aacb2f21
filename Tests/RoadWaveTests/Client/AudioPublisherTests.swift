import RoadWave
import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@Suite("Audio publisher", .timeLimit(.minutes(5)))
struct AudioPublisherTests {
    private func publish(
        to running: RunningTestNode, _ settings: AudioSettings, clock: some Clock<Duration>
    ) async throws -> AudioPublisher {
        try await AudioPublisher.connect(
            to: "\(running.addresses.httpURL)/whip", token: "createur", certificate: try .generate(),
            settings: settings, clock: clock)
    }

    private func tone(seconds: Double, channels: Int = 1) -> PCM {
        var tone = ToneGenerator(frequency: 440, channels: channels)
        return tone.next(frames: Int(seconds * 48_000))
    }

    /// The loudest sample that the packets decode to.
    private func peak(_ packets: some Sequence<AudioPublisher.SentPacket>) throws -> Float {
        let decoder = try OpusDecoder(channels: 1)
        return try packets.map { try decoder.decode($0.bytes).samples.map(abs).max() ?? 0 }.max() ?? 0
    }

    @Test("sound leaves no faster than it is spoken, in packets that follow each other over all pieces")
    func pace() async throws {
        try await RunningTestNode.with { running in
            let clock = TurnedClock()
            let publisher = try await publish(to: running, AudioSettings(keepsPackets: true), clock: clock)
            async let sent: Void = send(tone(seconds: 1), in: [7_000, 100, 20_000, 20_900], by: publisher)
            try await until { await publisher.sentPackets.count == 1 }
            for packets in 2...50 {
                clock.advance(by: .milliseconds(20))
                try await until { await publisher.sentPackets.count == packets }
            }
            try await sent
            let packets = await publisher.sentPackets
            #expect(packets.map(\.position) == (0..<50).map { $0 * 960 })
            try await until { try await running.metric("roadwave_packets_received_total") == 50 }
            await publisher.close()
        }
    }

    private func send(_ sound: PCM, in pieces: [Int], by publisher: AudioPublisher) async throws {
        var start = 0
        for piece in pieces {
            try await publisher.send(sound.frames(start..<start + piece))
            start += piece
        }
    }

    @Test("a muted creator sends silence")
    func mute() async throws {
        try await RunningTestNode.with { running in
            let clock = StillClock()
            let publisher = try await publish(to: running, AudioSettings(keepsPackets: true), clock: clock)
            try await publisher.send(tone(seconds: 0.5))
            let sound = try peak(await publisher.sentPackets)
            #expect(sound > 0.1)
            await publisher.setMuted(true)
            try await publisher.send(tone(seconds: 0.5))
            // The first packets still ring.
            let silence = try peak(await publisher.sentPackets.suffix(20))
            #expect(silence < 0.01)
            await publisher.close()
        }
    }

    @Test("with DTX a silence is not sent, and lasts all the same")
    func discontinuousTransmission() async throws {
        try await RunningTestNode.with { running in
            let settings = AudioSettings(dtx: true, application: .voice, keepsPackets: true)
            let publisher = try await publish(to: running, settings, clock: StillClock())
            try await publisher.send(tone(seconds: 0.2))
            try await publisher.send(.silence(frames: 144_000, channels: 1))
            try await publisher.send(tone(seconds: 0.2))
            let packets = await publisher.sentPackets
            #expect(packets.count < 80)
            #expect(packets.last?.position == Int(3.4 * 48_000) - 960)
            #expect(await publisher.position == Int(3.4 * 48_000))
            await publisher.close()
        }
    }

    @Test("what is sent without network is lost; the live goes on over another connection")
    func interruption() async throws {
        try await RunningTestNode.with { running in
            let publisher = try await publish(to: running, AudioSettings(keepsPackets: true), clock: StillClock())
            try await publisher.send(tone(seconds: 0.5))
            await publisher.interrupt()
            try await publisher.send(tone(seconds: 0.5))
            try await publisher.resume()
            try await publisher.send(tone(seconds: 0.5))
            let packets = await publisher.sentPackets
            #expect(packets.map(\.position) == (Array(0..<25) + Array(50..<75)).map { $0 * 960 })
            try await until { try await running.metric("roadwave_packets_received_total") == 50 }
            #expect(await publisher.connection.liveID == publisher.liveID)
            await publisher.close()
        }
    }

    @Test("sound after the end of the live is refused with the reason, and sound of another format at once")
    func refusals() async throws {
        try await RunningTestNode.with { running in
            let publisher = try await publish(to: running, AudioSettings(), clock: StillClock())
            await #expect(throws: MediaError.self) { try await publisher.send(tone(seconds: 0.1, channels: 2)) }
            await publisher.close()
            await #expect(throws: Publisher.Disconnection.self) { try await publisher.send(tone(seconds: 0.1)) }
            await #expect(throws: MediaError.self) {
                try await publish(to: running, AudioSettings(packetDuration: 1_000), clock: StillClock())
            }
        }
    }

    @Test("the server's advice is followed: over a lossy network the bitrate goes down")
    func advice() async throws {
        try await RunningTestNode.with { running in
            let server = try #require(TransportAddress.IPAddress(running.addresses.udp.host))
            let address = TransportAddress(ip: server, port: UInt16(running.addresses.udp.port))
            var network = NetworkConditions(seed: 5)
            network.loss = .random(0.25)
            try await UDPRelay.with(server: address, conditions: network) { relay in
                let publisher = try await AudioPublisher.connect(
                    to: "\(running.addresses.httpURL)/whip", token: "createur", certificate: try .generate(),
                    remap: relay.remap)
                #expect(await publisher.bitrate == 48_000)
                let (advice, told) = AsyncStream.makeStream(of: LiveEvent.self)
                let second = tone(seconds: 1)
                await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        let events = LiveEvents(
                            of: publisher.liveID, at: running.addresses.httpURL, token: "createur")
                        try await publisher.follow(events) { told.yield($0) }
                    }
                    // In real time, as the reports that the advice goes by.
                    group.addTask { while !Task.isCancelled { try await publisher.send(second) } }
                    for await case .bitrateAdvice(let advice) in advice where advice.bitrate < 48_000 {
                        #expect(await publisher.bitrate == advice.bitrate)
                        break
                    }
                    group.cancelAll()
                    while let outcome = await group.nextResult() {
                        if case .failure(let error) = outcome { #expect(error is CancellationError) }
                    }
                }
                await publisher.close()
            }
        }
    }
}

/// A clock that stands still, and on which every wait is over: for what has a pace that a test has no use for.
private struct StillClock: Clock {
    typealias Instant = TurnedClock.Instant

    var now: Instant { Instant() }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}
