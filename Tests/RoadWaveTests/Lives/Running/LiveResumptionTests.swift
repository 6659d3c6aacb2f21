import Foundation
import RoadWaveClient
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Resumption of a live", .timeLimit(.minutes(5)))
struct LiveResumptionTests {
    @Test("a creator who comes back goes on with the same live, behind a discontinuity, without a hole in its numbers")
    func comingBack() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let (events, ends) = (running.node.events, running.node.events)
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            try await received(150, by: running)
            clock.advance(by: .milliseconds(100))
            _ = try #require(await events.listed(0, of: creator.id))
            // Ten seconds without the creator, silent on time.
            for _ in 0..<50 { clock.advance(by: .milliseconds(200)) }

            let back = try await TestCreator.connect(to: running, query: "live_id=\(creator.id)")
            #expect(back.id == creator.id)
            // The former session, which was still half alive, is told that it is over.
            try await until { await creator.publisher.disconnection != nil }
            await back.send(seconds: 3)
            try await received(300, by: running)
            clock.advance(by: .milliseconds(100))
            await back.publisher.close()
            let live = try #require(await ends.end(of: creator.id))
            #expect(live.endReason == .creator)
            #expect(try await running.metric("roadwave_lives_started_total") == 1)
            #expect(try await running.metric("roadwave_lives_resumed_total") == 1)

            let playlist = try await playlist(of: creator.id, in: running)
            #expect(playlist.isEnded)
            #expect(playlist.entries.map(\.address) == playlist.entries.indices.map { "\($0).ts" })
            #expect(playlist.entries.filter(\.isDiscontinuous).count == 1)
            #expect(!playlist.entries.contains { $0.isGap })
            // Up to the creator's return 10.2 s after the first packet came, then 3 s, and the frames that the two
            // encodings end with.
            #expect(playlist.duration >= .seconds(13))
            #expect(playlist.duration <= .milliseconds(13_300))
            let dates = playlist.entries.compactMap(\.programDateTime)
            for (index, (date, next)) in zip(dates, dates.dropFirst()).enumerated() {
                let distance = Duration.milliseconds(next.millisecondsSince1970 - date.millisecondsSince1970)
                #expect(abs((distance - playlist.entries[index].duration).seconds) <= 0.0011)
            }
            for entry in playlist.entries {
                let segment = try await running.client.get("/lives/\(creator.id)/48k/\(entry.address)")
                #expect(segment.status == 200)
            }
        }
    }

    @Test("a creator who was away and restarts ICE goes on with the same session, behind a discontinuity")
    func iceRestart() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let (events, ends, states) = (running.node.events, running.node.events, running.node.events)
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            try await received(150, by: running)
            clock.advance(by: .milliseconds(100))
            _ = try #require(await events.listed(0, of: creator.id))
            await creator.publisher.interrupt()
            clock.advance(by: .seconds(6))
            _ = try #require(await states.first { if case .liveInterrupted = $0 { true } else { false } })
            #expect(try await running.client.get("/lives/\(creator.id)").json("state") == "interrupted")
            #expect(try await running.client.get("/lives/\(creator.id)").json("quality") == "unstable")
            await creator.publisher.skip(duration: 3 * 48_000)
            try await creator.publisher.restartICE()
            await creator.send(seconds: 3)
            try await received(300, by: running)
            clock.advance(by: .milliseconds(100))
            await creator.publisher.close()
            _ = try #require(await ends.end(of: creator.id))
            #expect(try await running.metric("roadwave_ice_restarts_total") == 1)
            #expect(try await running.metric("roadwave_lives_resumed_total") == 0)
            #expect(try await running.metric("roadwave_interruptions_total") == 1)
            let playlist = try await playlist(of: creator.id, in: running)
            #expect(playlist.entries.map(\.address) == playlist.entries.indices.map { "\($0).ts" })
            #expect(playlist.entries.filter(\.isDiscontinuous).count == 1)
            #expect(playlist.duration >= .seconds(9))
            #expect(playlist.duration <= .milliseconds(9_300))
        }
    }

    @Test("the texts of the live stay those of its beginning")
    func metadata() async throws {
        try await RunningTestNode.with { running in
            let first = try await running.client.publish(try TestOffer.opus(), query: "title=Premier")
            let id = try #require(first["Location"]?.split(separator: "/").last)
            let second = try await running.client.publish(try TestOffer.opus(), query: "title=Second&live_id=\(id)")
            #expect(second.status == 201)
            #expect(second["Location"] == first["Location"])
            #expect(second["ETag"] != first["ETag"])
            #expect(try await running.client.get("/lives/\(id)").json("title") == "Premier")
        }
    }

    @Test("a full node lets its creators come back")
    func fullNode() async throws {
        try await RunningTestNode.with(.with(\.maximumLives, 1)) { running in
            let first = try await running.client.publish(try TestOffer.opus())
            let id = try #require(first["Location"]?.split(separator: "/").last)
            #expect(try await running.client.publish(try TestOffer.opus()).status == 503)
            #expect(try await running.client.publish(try TestOffer.opus(), query: "live_id=\(id)").status == 201)
        }
    }

    @Test("another creator may not go on with a live, running or over")
    func otherCreator() async throws {
        try await RunningTestNode.with { running in
            let first = try await running.client.publish(try TestOffer.opus())
            let location = try #require(first["Location"])
            let id = try #require(location.split(separator: "/").last)
            let query = "live_id=\(id)"
            let other = try await running.client.publish(try TestOffer.opus(), query: query, token: "autre")
            #expect(other.status == 403)
            _ = try await running.client.send("DELETE", location, headers: ["Authorization": "Bearer createur"])
            let late = try await running.client.publish(try TestOffer.opus(), query: query, token: "autre")
            #expect(late.status == 403)
        }
    }

    @Test("a live that has ended does not go on, one that never was is not found")
    func over() async throws {
        try await RunningTestNode.with { running in
            let first = try await running.client.publish(try TestOffer.opus())
            let location = try #require(first["Location"])
            let id = try #require(location.split(separator: "/").last)
            _ = try await running.client.send("DELETE", location, headers: ["Authorization": "Bearer createur"])
            let over = try await running.client.publish(try TestOffer.opus(), query: "live_id=\(id)")
            #expect(over.status == 409)
            #expect(try over.json("code") == "live_over")
            for query in ["live_id=\(LiveID())", "live_id=nope", "live_id="] {
                #expect(try await running.client.publish(try TestOffer.opus(), query: query).status == 404)
            }
        }
    }

    @Test("after 60 s the live has ended: its playlist is closed, and its creator does not come back")
    func tooLate() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let (events, ends) = (running.node.events, running.node.events)
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            try await received(150, by: running)
            clock.advance(by: .milliseconds(100))
            _ = try #require(await events.listed(0, of: creator.id))
            await creator.publisher.interrupt()
            // What was under way when the network went is still heard: the wait begins with the last of it.
            let turning = Task {
                while !Task.isCancelled {
                    clock.advance(by: .seconds(1))
                    await Task.yield()
                }
            }
            let end = await ends.end(of: creator.id)
            turning.cancel()
            await turning.value
            let live = try #require(end)
            #expect(live.endReason == .creatorTimeout)
            #expect(try await playlist(of: creator.id, in: running).isEnded)
            let query = "live_id=\(creator.id)"
            #expect(try await running.client.publish(try TestOffer.opus(), query: query).status == 409)
        }
    }

    @Test("a creator who asks to come back and does not is waited for once more, then the live ends")
    func neverComesBack() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let ends = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 1)
            try await received(50, by: running)
            await creator.publisher.interrupt()
            clock.advance(by: .seconds(40))
            let query = "live_id=\(creator.id)"
            #expect(try await running.client.publish(try TestOffer.opus(), query: query).status == 201)
            clock.advance(by: .seconds(40))
            #expect(try await running.client.publish(try TestOffer.opus(), query: query).status == 201)
            clock.advance(by: .seconds(61))
            #expect(await ends.end(of: creator.id)?.endReason == .creatorTimeout)
        }
    }

    private func received(_ packets: Int, by running: RunningTestNode) async throws {
        try await until { try await running.metric("roadwave_packets_received_total") == packets }
    }

    private func playlist(of live: LiveID, in running: RunningTestNode) async throws -> MediaPlaylist {
        let answer = try await running.client.get("/lives/\(live)/48k/media.m3u8")
        return try MediaPlaylist(parsing: answer.text)
    }
}
