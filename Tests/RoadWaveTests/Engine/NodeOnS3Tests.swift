import Foundation
import RoadWaveClient
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite(
    "A node whose media is in S3", .enabled(if: S3Server.isInstalled, "OpenStack Swift is missing: run ci/setup"),
    .s3Server, .timeLimit(.minutes(5)))
struct NodeOnS3Tests {
    @Test("what it broadcasts is in the bucket, byte for byte what it serves, and nothing is in its directory")
    func broadcast() async throws {
        let (server, configuration) = try await SharedS3Server.bucket()
        let origin = TestHTTPClient(base: "\(server.endpoint)\(server.publicPrefix)/\(configuration.bucket)")
        try await RunningTestNode.with(.with(\.s3, configuration)) { running in
            #expect(try await running.admin.get("/readyz").status == 200)
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            await creator.publisher.close()
            _ = try #require(await events.end(of: creator.id))
            let base = "/lives/\(creator.id)"
            for path in ["\(base)/48k/0.ts", "\(base)/48k/media.m3u8", "\(base)/master.m3u8"] {
                let stored = try await origin.get(path)
                let served = try await running.client.get(path)
                #expect(stored.status == 200)
                #expect(stored.body == served.body)
                #expect(stored["Content-Type"] == served["Content-Type"])
                #expect(stored["Cache-Control"] == served["Cache-Control"])
            }
            #expect(try MediaPlaylist(parsing: try await origin.get("\(base)/48k/media.m3u8").text).isEnded)
            let directory = running.directory.appending(path: "lives").path
            #expect(!FileManager.default.fileExists(atPath: directory))
        }
    }

    @Test("it does not start on a bucket that is not there, and says which")
    func absentBucket() async throws {
        var (_, configuration) = try await SharedS3Server.bucket()
        configuration.bucket = "absent"
        let error = await #expect(throws: RoadWaveError.self) {
            try await RunningTestNode.with(.with(\.s3, configuration)) { _ in }
        }
        #expect(error?.code == .storage)
        #expect(error?.description.contains("\"absent\"") == true)
        #expect(error?.description.contains(configuration.credentials.secret) == false)
    }
}
