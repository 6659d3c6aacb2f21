import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// NGINX keeps a segment for a day under its name: two versions of a replay would be heard in turns.
extension ReplayPlaybackTests {
    @Test("a published replay is not made again: an operator who asks for it is refused, and nothing is written")
    func commands() async throws {
        let replay = try #require(ReplayUnderTest.current)
        let (before, rows) = (try replay.writes(), try await replay.rows())
        let retried = await replay.command("jobs", "retry", replay.live)
        #expect(retried.ending == .exited(1))
        let recovered = await replay.command("recover", replay.live)
        #expect(recovered.lines.contains("\(replay.live) not recovered: its job is published already"))
        #expect(try replay.writes() == before)
        #expect(try await replay.rows() == rows)
    }

    @Test(
        "a worker that stored everything and died before it published is followed by one that stores the same bytes, so that nothing mixes in the cache"
    )
    func again() async throws {
        let replay = try #require(ReplayUnderTest.current)
        let keys = try await replay.storage.keys(below: "replays/\(replay.live)/", in: replay.bucket)
        #expect(keys.sorted() == replay.objects.map { "replays/\(replay.live)/\($0)" })
        var before: [String: HTTPWitness.Answer] = [:]
        for object in replay.objects {
            before[object] = try await replay.stored(object)
            #expect(try await replay.get(object).body == before[object]?.body, "\(object)")
        }
        let writes = try replay.writes()

        // What such a death leaves once its claim is given back: a plan in the row, and no content.
        _ = try await PostgresServer.query(
            """
            DELETE FROM contents WHERE live_id = '\(replay.live)';
            UPDATE replay_jobs SET state = 'queued' WHERE live_id = '\(replay.live)'
            """, database: replay.database)
        // The worker of the node may take the job as well; this one looks at once.
        let worker = try await WorkerProcess.start(environment: replay.settings)
        do {
            try await replay.waitUntilPublished()
        } catch {
            await worker.process.stop()
            throw error
        }
        await worker.process.stop()

        #expect(try replay.writes().count > writes.count)
        for object in replay.objects {
            let after = try await replay.stored(object)
            #expect(after.status == 200)
            #expect(after.body == before[object]?.body, "\(object)")
            // By its tag NGINX tells whether two slices are of one MP3.
            #expect(after.headers["etag"] == before[object]?.headers["etag"], "\(object)")
            let kept = try await replay.get(object)
            #expect(kept.cacheStatus == "HIT")
            #expect(kept.body == after.body, "\(object)")
        }
    }
}

extension ReplayUnderTest {
    /// What the storage logged as written of the replay, in order.
    fileprivate func writes() throws -> [String] {
        try StorageLog(of: storage).writes(below: "\(path)/", in: bucket)
    }

    /// The job and the content, as far as an attempt changes them.
    fileprivate func rows() async throws -> [String] {
        try await PostgresServer.query(
            """
            SELECT state, claim, content_id, published_at FROM replay_jobs JOIN contents USING (live_id)
            WHERE live_id = '\(live)'
            """, database: database)
    }
}
