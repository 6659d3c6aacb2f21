import Foundation
import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// Lives that two nodes know, as clients of either see them.
@Suite(
    "Two nodes over one Redis, PostgreSQL and S3", .serialized, .realTime, .nodeServices, .timeLimit(.minutes(5)),
    .enabled(if: S3Server.isInstalled, "ci/setup installs the storage"))
struct TwoNodesTests {
    @Test("a live of one node is found, followed, counted and ended over the other")
    func oneLive() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            let live = creator.liveID
            try await nodes.wait("the live is on air") { await nodes.state(live, on: nodes.b) == "live" }
            try await nodes.wait("the figures of the connection are known") {
                let here = await nodes.document(live, on: nodes.a)
                let (there, listed) = (await nodes.document(live, on: nodes.b), await nodes.entry(live, on: nodes.b))
                return ["live_id", "title", "state", "started_at", "playlist_url", "quality", "bitrate_advice_bps"]
                    .allSatisfy { name in
                        here[name] != nil
                            && [there, listed].allSatisfy { "\($0[name] ?? "")" == "\(here[name] ?? "")" }
                    }
            }

            let followed = Task { try await Self.events(of: live, at: nodes.b.http) }
            let member = try await AudienceMember.join(
                ListenerClient(liveID: live, at: nodes.b.http, token: "auditeur"))
            for node in [nodes.a, nodes.b] {
                try await nodes.wait("the listener is counted on \(node.http)") {
                    await nodes.document(live, on: node)["listeners"] as? Int == 1
                }
            }
            try await member.leave()

            // Over the node that does not have it, by a client that goes where it is sent.
            let answer = try await nodes.curl(
                "-X", "DELETE", "--location-trusted", "-H", "Authorization: Bearer \(TwoNodes.token)",
                "\(nodes.b.http)/whip/\(live)")
            #expect(answer.status == 200)
            let events = try await followed.value
            #expect(events.contains(.liveState("live")))
            guard case .ended(let end) = events.last else {
                Issue.record("the stream of the other node does not tell the end: \(events)")
                return
            }
            #expect(end.reason == "creator")
            let after = await nodes.get("\(nodes.b.http)/lives/\(live)")
            #expect(after?.json["state"] as? String == "ended", "\(String(describing: after))")
            await creator.vanish()
        }
    }

    @Test("a request about a live of the other node is sent there: by 307, and pages by 421")
    func redirections() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            let live = creator.liveID
            let authorization = "Authorization: Bearer \(TwoNodes.token)"
            try await nodes.wait("the other node knows it") { await nodes.state(live, on: nodes.b) == "live" }
            for method in ["PATCH", "DELETE"] {
                let sent = try await nodes.curl("-X", method, "-H", authorization, "\(nodes.b.http)/whip/\(live)")
                #expect(sent.status == 307)
                #expect(sent.location == "\(nodes.a.http)/whip/\(live)")
                let page = try await nodes.curl(
                    "-X", method, "-H", authorization, "-H", "Origin: \(nodes.b.http)", "\(nodes.b.http)/whip/\(live)")
                #expect(page.status == 421)
                #expect(page.location == sent.location)
            }
            let stranger = try await nodes.curl(
                "-X", "DELETE", "-H", "Authorization: Bearer un-autre", "\(nodes.b.http)/whip/\(live)")
            #expect(stranger.status == 403)

            // A creator's application comes back over the other node, and goes on with the same live.
            await creator.vanish()
            let resumed = try await LivePublisher.connect(
                to: nodes.b.http + "/whip", token: TwoNodes.token,
                configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()), resuming: live)
            #expect(resumed.liveID == live)
            await resumed.close()
        }
    }

    @Test(
        "FFmpeg's WHIP muxer follows to the node of the live, with its token",
        .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs FFmpeg 9"))
    func ffmpeg() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            let live = creator.liveID
            try await nodes.wait("the other node knows it") { await nodes.state(live, on: nodes.b) == "live" }
            await creator.vanish()
            let muxer = try await FFmpegCreator.start(
                whip: "\(nodes.b.http)/whip?live_id=\(live)", token: TwoNodes.token, bitrate: 48_000,
                voice: nodes.voice.frames(0..<48_000 * 4), microphone: nil, python: PythonEnvironment())
            #expect(try await muxer.isConnected())
            #expect(try await muxer.liveID() == live)
            await muxer.stop()
        }
    }

    @Test("the death of a node is told by the other one, which closes the playlists")
    func death() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            let live = creator.liveID
            try await nodes.wait("it is heard") { await nodes.segments(live) >= 3 }
            let followed = Task { try await Self.events(of: live, at: nodes.b.http) }
            try await nodes.wait("the other node knows it") { await nodes.state(live, on: nodes.b) == "live" }

            await nodes.a.process.kill()
            await creator.vanish()
            guard case .ended(let end) = try await followed.value.last else {
                Issue.record("the stream of the other node does not tell the end")
                return
            }
            #expect(end.reason == "node_lost")
            try await nodes.wait("the playlist is closed") {
                await nodes.playlist(live)?.contains("#EXT-X-ENDLIST") == true
            }
            let closed = await nodes.playlist(live)
            #expect(await nodes.document(live, on: nodes.b)["ended_reason"] as? String == "node_lost")
            #expect(await nodes.state(live, on: nodes.b) == "lost")
            try await nodes.wait("the catalogue has it") { try await nodes.row(live, "state") == ["lost"] }

            let refusal = await #expect(throws: WHIPError.self) {
                _ = try await WHIPClient(token: TwoNodes.token).publish(
                    offer: Publisher(configuration: .init(certificate: try .generate())).offer(),
                    to: nodes.b.http + "/whip", resuming: live)
            }
            guard case .refused(410, let problem)? = refusal else {
                Issue.record("\(String(describing: refusal))")
                return
            }
            #expect(problem.detail == "Connexion perdue. Veuillez redémarrer le live")

            // The node comes back with its journal: it finds the same, and changes nothing.
            let restarted = try await nodes.restartA()
            #expect(await nodes.state(live, on: restarted) == "lost")
            try await nodes.wait("it takes lives again") {
                await nodes.get(restarted.admin + "/readyz")?.status == 200
            }
            #expect(await nodes.playlist(live) == closed)
            await restarted.process.kill()
        }
    }

    @Test("a node that was stopped for longer than its lease writes no playlist of a live that was taken over")
    func pause() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            let live = creator.liveID
            try await nodes.wait("it is heard") { await nodes.segments(live) >= 3 }
            let observer = Task { await Self.observe(live, nodes) }
            let before = await nodes.segments(live)
            // Just after a write, so that none is under way: that one the storage would take after the stop.
            try await nodes.wait("a segment is listed") { await nodes.segments(live) > before }
            await nodes.a.pause()
            try await nodes.wait("the playlist is closed") {
                await nodes.playlist(live)?.contains("#EXT-X-ENDLIST") == true
            }
            let closed = await nodes.playlist(live)
            await nodes.a.resume()
            try await nodes.wait("the node knows that it lost the live") {
                await nodes.state(live, on: nodes.a) == "lost"
            }
            // why: as long as three segments take, which the creator goes on to speak.
            try await Task.sleep(for: .seconds(6))
            #expect(await nodes.playlist(live) == closed)
            observer.cancel()
            for (earlier, later) in zip(await observer.value, await observer.value.dropFirst()) {
                #expect(later.sequence >= earlier.sequence)
                #expect(later.isEnded || !earlier.isEnded)
            }
            #expect(await nodes.state(live, on: nodes.b) == "lost")
            await creator.vanish()
        }
    }

    @Test("a Redis that forgets everything, or is away for longer than a lease, ends no live")
    func emptyRedis() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            let live = creator.liveID
            try await nodes.wait("the other node knows it") { await nodes.state(live, on: nodes.b) == "live" }
            try await nodes.wait("it is heard") { await nodes.segments(live) >= 1 }

            try await nodes.redisCommand("FLUSHALL")
            try await nodes.wait("the other node learns of it again") {
                try await nodes.redisCommand("HEXISTS", "{nodes}:lives", live) == "1"
            }
            let before = await nodes.segments(live)
            try await nodes.wait("it is heard on") { await nodes.segments(live) >= before + 2 }

            // Stopped, it answers nobody: longer than the lease, and than a live stands still before it is taken over.
            kill(nodes.redis.pid, SIGSTOP)
            let during = await nodes.segments(live)
            try await nodes.wait("it is heard while Redis is away") { await nodes.segments(live) >= during + 6 }
            kill(nodes.redis.pid, SIGCONT)
            for node in [nodes.a, nodes.b] {
                try await nodes.wait("\(node.http) takes lives again") {
                    await nodes.get(node.admin + "/readyz")?.status == 200
                }
                #expect(await nodes.state(live, on: node) == "live")
            }
            let after = await nodes.segments(live)
            try await nodes.wait("it is heard on") { await nodes.segments(live) >= after + 2 }
            #expect(await nodes.playlist(live)?.contains("#EXT-X-ENDLIST") == false)
            await creator.stop()
        }
    }

    /// What a node's stream of events tells of a live until its end.
    static func events(of live: String, at node: String) async throws -> [LiveEvent] {
        var events: [LiveEvent] = []
        for try await event in LiveEvents(of: live, at: node) { events.append(event) }
        return events
    }

    private struct Observation {
        var sequence: Int
        var isEnded: Bool
    }

    /// The playlist as the storage gives it, over and over until the task is cancelled.
    private static func observe(_ live: String, _ nodes: TwoNodes) async -> [Observation] {
        var seen: [Observation] = []
        while !Task.isCancelled {
            if let text = await nodes.playlist(live), let first = text.firstMatch(of: /#EXT-X-MEDIA-SEQUENCE:(\d+)/) {
                seen.append(
                    Observation(sequence: Int(first.1) ?? -1, isEnded: text.contains("#EXT-X-ENDLIST")))
            }
            // why: the storage answers some dozens of requests a second, and the nodes need most of them.
            try? await Task.sleep(for: .milliseconds(200))
        }
        return seen
    }
}

extension TwoNodes {
    /// What `redis-cli` is answered.
    @discardableResult
    fileprivate func redisCommand(_ words: String...) async throws -> String {
        let socket =
            redis.url.hasPrefix("unix://") ? ["-s", String(redis.url.dropFirst("unix://".count))] : ["-u", redis.url]
        let process = await ChildProcess.start("redis-cli", socket + words, name: "redis-cli")
        _ = await process.wait()
        return await process.lines.last ?? ""
    }
}
