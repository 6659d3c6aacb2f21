import Foundation
import RoadWaveMedia
import RoadWaveTestServices

@testable import StepDefinitions

/// A node in a process of its own, with a creator who speaks.
struct BesiegedNode {
    let server: ServerProcess
    let creator: SpeakingCreator
    let folder: String

    /// The path of the live's document.
    var live: String { "/lives/\(creator.liveID)" }

    /// Starts both, runs `body` once the first segments are listed, stops both.
    /// - Parameters:
    ///   - environment: settings beside one rendition.
    ///   - prepare: makes what the node needs in a folder, and says more settings and the creator's token: any text is
    ///     one without keys.
    static func with(
        _ environment: [String: String] = [:],
        prepare: (String) async throws -> (environment: [String: String], token: String) = { _ in ([:], "createur") },
        _ body: (BesiegedNode) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/siege-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let voice = try await Speech.synthesise(in: folder)
        let prepared = try await prepare(folder)
        let settings = ["ROADWAVE_RENDITIONS": "48k"].merging(environment) { $1 }
            .merging(prepared.environment) { $1 }
        let server = try await ServerProcess.start(data: folder + "/data", environment: settings)
        do {
            let creator = try await SpeakingCreator.start(at: server.http, voice: voice, token: prepared.token)
            let node = BesiegedNode(server: server, creator: creator, folder: folder)
            do {
                try await node.waitForSegments(2)
                try await body(node)
            } catch {
                await creator.vanish()
                throw error
            }
            await creator.vanish()
        } catch {
            await server.process.stop()
            throw error
        }
        await server.process.stop()
    }

    /// How many segments the live has listed since it began: read where caches read, from the storage.
    func listedSegments() -> Int {
        let path = "\(folder)/data/lives/\(creator.liveID)/48k/media.m3u8"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let playlist = ListedPlaylist(text) else {
            return 0
        }
        return playlist.mediaSequence + playlist.segments.count
    }

    /// Waits until so many are listed; the time limit of the test is the bound.
    func waitForSegments(_ count: Int) async throws {
        while listedSegments() < count {
            // why: between two looks at a file.
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
