import Foundation
import Logging
import RoadWaveClient
import Synchronization
import Testing

@testable import RoadWave

@Suite("Restart of a node", .timeLimit(.minutes(2)))
struct RestartTests {
    @Test("a node started again on the same directory serves the media of earlier lives, byte for byte, and says so")
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
        let log = Log()
        try await RunningTestNode.with(in: directory, logger: log.logger) { running in
            for (path, bytes) in media {
                let answer = try await running.client.get(path)
                #expect(answer.status == 200)
                #expect(answer.body == bytes)
            }
        }
        #expect(log.lines.contains("the media of earlier lives is served lives=1"))
    }

    @Test("the playlists of a live that died with its node are closed at the next start, and the log says so")
    func lostLive() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var path = ""
        var interrupted: MediaPlaylist?
        try await RunningTestNode.with { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            _ = try #require(await events.listed(0, of: creator.id))
            // The master playlist, which is written last.
            let master = "/lives/\(creator.id)/master.m3u8"
            try await until { try await running.client.get(master).status == 200 }
            path = "/lives/\(creator.id)/48k/media.m3u8"
            interrupted = try MediaPlaylist(parsing: try await running.client.get(path).text)
            // What a node leaves that dies now.
            try FileManager.default.copyItem(at: running.directory, to: directory)
        }
        var expected = try #require(interrupted)
        #expect(!expected.isEnded)
        expected.isEnded = true
        let log = Log()
        try await RunningTestNode.with(in: directory, logger: log.logger) { running in
            let answer = try await running.client.get(path)
            #expect(try MediaPlaylist(parsing: answer.text) == expected)
        }
        #expect(log.lines.contains { $0.hasPrefix("lives lost with their node were closed") && $0.contains("lives=1") })
        let next = Log()
        try await RunningTestNode.with(in: directory, logger: next.logger) { _ in }
        #expect(!next.lines.contains { $0.hasPrefix("lives lost") })
    }

    @Test("a node on a new directory says nothing of earlier lives")
    func firstStart() async throws {
        let log = Log()
        try await RunningTestNode.with(logger: log.logger) { _ in }
        #expect(!log.lines.contains { $0.contains("earlier lives") })
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
