import Foundation
import RoadWaveClient
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Live session", .timeLimit(.minutes(5)))
struct LiveSessionTests {
    @Test("what a creator sends is listed in segments, and closed at the end")
    func wholeLive() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            #expect(await running.node.live(creator.id)?.state == .live)
            await creator.send(seconds: 5)
            try await begin(creator, in: running, packets: 250, events, clock)
            let segment = try #require(await events.listed(1, of: creator.id))
            #expect(segment.keys == ["lives/\(creator.id)/48k/1.ts"])
            let bytes = try await running.client.get("/\(segment.keys[0])")
            #expect(bytes.status == 200)
            #expect(bytes.body.first == 0x47)

            await creator.publisher.close()
            let live = try #require(await events.end(of: creator.id))
            #expect(live.endReason == .creator)
            let playlist = try await playlist(of: creator.id, in: running)
            #expect(playlist.isEnded)
            // 5 s and the encoder's priming frame, up to the end of the last frame of 1,024 samples.
            let length = playlist.entries.map(\.duration).reduce(.zero, +)
            #expect(length >= .seconds(5))
            #expect(length < .seconds(5) + .milliseconds(64))
            let master = try await running.client.get("/lives/\(creator.id)/master.m3u8")
            #expect(master.text.contains("CODECS=\"mp4a.40.2\""))
        }
    }

    @Test("the date of the first sample is that of its arrival, not of its leaving the jitter buffer")
    func programDate() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            try await begin(creator, in: running, packets: 150, events, clock)
            let arrival = try #require(await running.node.live(creator.id)).startedAt
            let first = try #require(try await playlist(of: creator.id, in: running).entries.first)
            #expect(first.programDateTime == arrival + MediaTime(samples: -1_024))
        }
    }

    @Test("a creator faster than real time runs no further ahead than the lead, and is heard again at the right pace")
    func fasterThanRealTime() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let (events, ends) = (running.node.events, running.node.events)
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            try await begin(creator, in: running, packets: 150, events, clock)
            for sent in stride(from: 6, through: 60, by: 3) {
                await creator.send(seconds: 3)
                try await until { try await running.metric("roadwave_packets_received_total") == sent * 50 }
            }
            // The lead and one packet are taken, 5.02 s, beside the 0.1 s that had passed since the first packet came.
            let refused = "roadwave_packets_refused_total{reason=\"early\"}"
            #expect(try await running.metrics()[refused] == 3_000 - 256)

            let others = running.node.events
            let neighbour = try await TestCreator.connect(to: running)
            await neighbour.send(seconds: 3)
            try await until { try await running.metric("roadwave_packets_received_total") == 3_150 }
            clock.advance(by: .milliseconds(100))
            _ = try #require(await others.listed(0, of: neighbour.id))
            for second in 1...6 {
                clock.advance(by: .seconds(1))
                await creator.send(seconds: 1)
                try await until {
                    try await running.metric("roadwave_packets_received_total") == 3_150 + second * 50
                }
            }
            #expect(try await running.metrics()[refused] == 3_000 - 256)
            await creator.publisher.close()
            _ = try #require(await ends.end(of: creator.id))
            let length = try await playlist(of: creator.id, in: running).entries.map(\.duration).reduce(.zero, +)
            #expect(length >= .seconds(11))
            #expect(length <= .seconds(6) + .milliseconds(100) + .seconds(5) + .milliseconds(100))
        }
    }

    @Test("what was sent just before the end is part of the live")
    func lastWords() async throws {
        try await RunningTestNode.with(clock: TurnedClock()) { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 1)
            await creator.publisher.close()
            _ = try #require(await events.end(of: creator.id))
            let length = try await playlist(of: creator.id, in: running).entries.map(\.duration).reduce(.zero, +)
            #expect(length >= .seconds(1))
        }
    }

    @Test("three renditions are cut together and listed")
    func renditions() async throws {
        let ladder = try RenditionLadder(parsing: "96k,48k,32k")
        let broadcast = try BroadcastConfiguration(ladder: ladder)
        try await RunningTestNode.with(.with(\.live.broadcast, broadcast)) { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            let segment = try #require(await events.listed(0, of: creator.id))
            #expect(segment.keys == ["96k", "48k", "32k"].map { "lives/\(creator.id)/\($0)/0.ts" })
            for key in segment.keys {
                let answer = try await running.client.get("/\(key)")
                #expect(answer.status == 200)
            }
        }
    }

    @Test("a node that stops ends its lives: the playlists are closed and nothing is lost")
    func nodeStops() async throws {
        try await RunningTestNode.with { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            try await until { try await running.metric("roadwave_packets_received_total") == 150 }
            await running.node.stop()
            let live = try #require(await events.end(of: creator.id))
            #expect(live.endReason == .nodeStopped)
            let file = running.directory.appending(path: "lives/\(creator.id)/48k/media.m3u8")
            let playlist = try MediaPlaylist(parsing: try String(contentsOf: file, encoding: .utf8))
            #expect(playlist.isEnded)
            #expect(playlist.entries.map(\.duration).reduce(.zero, +) >= .seconds(3))
        }
    }

    @Test("a creator who never connects loses the place after 20 s")
    func neverComes() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(.with(\.maximumLives, 1), clock: clock) { running in
            let events = running.node.events
            let answer = try await running.client.publish(try TestOffer.opus())
            let id = try #require(LiveID(answer["Location"]?.split(separator: "/").last ?? ""))
            clock.advance(by: .seconds(19))
            #expect(await running.node.live(id)?.isOver == false)
            clock.advance(by: .seconds(1))
            #expect(await events.end(of: id)?.endReason == .creatorTimeout)
        }
    }

    @Test("while the creator is not heard, silence is listed in time and the live is interrupted, then over")
    func silence() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let events = running.node.events
            let states = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            try await begin(creator, in: running, packets: 150, events, clock)
            for _ in 0..<60 { clock.advance(by: .milliseconds(200)) }
            // Twelve seconds, less the one that the creator may be late.
            _ = try #require(await events.listed(4, of: creator.id))
            // The event and not the state: the creator's own clock is not turned, and its reports go on.
            let interruption = await states.first { if case .liveInterrupted = $0 { true } else { false } }
            #expect(interruption != nil)
            clock.advance(by: .seconds(60))
            #expect(await events.end(of: creator.id)?.endReason == .creatorTimeout)
            #expect(try await playlist(of: creator.id, in: running).isEnded)
        }
    }

    /// Lets the first packets out, which wait for earlier ones, and the live begin: at the present of the turned clock.
    private func begin(
        _ creator: TestCreator, in running: RunningTestNode, packets: Int, _ events: AsyncStream<EngineEvent>,
        _ clock: TurnedClock
    ) async throws {
        try await until { try await running.metric("roadwave_packets_received_total") == packets }
        clock.advance(by: .milliseconds(100))
        _ = try #require(await events.listed(0, of: creator.id))
    }

    private func playlist(of live: LiveID, in running: RunningTestNode) async throws -> MediaPlaylist {
        let answer = try await running.client.get("/lives/\(live)/48k/media.m3u8")
        return try MediaPlaylist(parsing: answer.text)
    }
}
