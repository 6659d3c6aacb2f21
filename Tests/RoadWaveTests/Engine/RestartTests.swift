import Foundation
import Logging
import RoadWaveClient
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("Restart of a node", .timeLimit(.minutes(5)))
struct RestartTests {
    @Test("a node started again on the same directory serves the media of earlier lives, byte for byte")
    func restart() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var media: [String: Data] = [:]
        try await RunningTestNode.with(in: directory) { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            await creator.publisher.close()
            _ = try #require(await events.end(of: creator.id))
            let base = "/lives/\(creator.id)"
            let playlist = try await running.client.get("\(base)/48k/media.m3u8")
            let segments = try MediaPlaylist(parsing: playlist.text).entries.map { "\(base)/48k/\($0.address)" }
            #expect(segments.count == 2)
            for path in segments + ["\(base)/48k/media.m3u8", "\(base)/master.m3u8"] {
                media[path] = try await running.client.get(path).body
            }
        }
        try await RunningTestNode.with(in: directory) { running in
            for (path, bytes) in media {
                let answer = try await running.client.get(path)
                #expect(answer.status == 200)
                #expect(answer.body == bytes)
            }
        }
    }

    @Test("a live that died with its node is lost: its playlist is closed, its creator is told, over restarts too")
    func lostLive() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var lost = ""
        var interrupted: MediaPlaylist?
        try await RunningTestNode.with { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            _ = try #require(await events.listed(0, of: creator.id))
            // The master playlist, which is written last.
            let master = "/lives/\(creator.id)/master.m3u8"
            try await until { try await running.client.get(master).status == 200 }
            lost = "\(creator.id)"
            interrupted = try MediaPlaylist(parsing: try await running.client.get("/lives/\(lost)/48k/media.m3u8").text)
            // What a node leaves that dies now.
            try FileManager.default.copyItem(at: running.directory, to: directory)
        }
        var expected = try #require(interrupted)
        #expect(!expected.isEnded)
        expected.isEnded = true
        for restart in 1...2 {
            let log = Log()
            try await RunningTestNode.with(in: directory, logger: log.logger) { running in
                let live = try await running.client.get("/lives/\(lost)")
                #expect(try live.json("state") == "lost")
                #expect(try live.json("ended_reason") == "node_lost")
                #expect(try await running.client.get("/lives?state=lost").text.contains(lost))
                let path = "/lives/\(lost)/48k/media.m3u8"
                try await until {
                    try MediaPlaylist(parsing: try await running.client.get(path).text) == expected
                }
                let back = try await running.client.publish(try TestOffer.opus(), query: "live_id=\(lost)")
                #expect(back.status == 410)
                #expect(try back.json("code") == "live_lost")
                #expect(try back.json("detail") == "Connexion perdue. Veuillez redémarrer le live")
                let other = try await running.client.publish(
                    try TestOffer.opus(), query: "live_id=\(lost)", token: "autre")
                #expect(other.status == 403)
                #expect(try await running.client.get("/lives/\(lost)/events").status == 410)
                #expect(try await running.metric("roadwave_lives_lost_total") == (restart == 1 ? 1 : 0))
            }
            let says = log.lines.contains("a live was lost with its node live=\(lost)")
            #expect(says == (restart == 1))
        }
    }

    @Test("a node that stopped in order has lost nothing")
    func orderlyStop() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await RunningTestNode.with(in: directory) { running in
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            try await until { try await running.metric("roadwave_packets_received_total") == 150 }
        }
        try await RunningTestNode.with(in: directory) { running in
            let lost = try await running.metric("roadwave_lives_lost_total")
            #expect(lost == 0)
            let list = try await running.client.get("/lives?state=lost").text
            #expect(list == #"{"lives":[]}"#)
        }
    }
}

/// The lines that a node logs.
private final class Log: LogHandler, Sendable {
    private let entries = Mutex<[String]>([])

    var lines: [String] { entries.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in self } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .info }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let pairs = (event.metadata ?? [:]).map { " \($0.key)=\($0.value)" }.sorted()
        entries.withLock { $0.append("\(event.message)\(pairs.joined())") }
    }
}
