import InMemoryTracing
import RoadWaveTestServices
import Testing
import Tracing

@testable import RoadWave

@Suite("Spans of replays", .timeLimit(.minutes(1)))
struct ReplaySpanTests {
    /// The spans of a worker's attempts at the job of one live, until it is over.
    private func attempts(
        _ recordings: WorkerScene.Recordings, until state: ReplayJob.State
    ) async throws -> (live: LiveID, spans: [FinishedInMemorySpan]) {
        let tracer = InMemoryTracer()
        var id: LiveID?
        try await withTracer(tracer) {
            try await WorkerScene.run { scene async throws in
                let live = try await scene.handedOver(nil)
                id = live.id
                try await scene.withWorker(recordings: recordings) { _ async throws in
                    #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == state)
                }
            }
        }
        return (try #require(id), tracer.finishedSpans.filter { $0.operationName == "roadwave.replay.job" })
    }

    @Test("a job that one attempt makes is one span, with its live")
    func success() async throws {
        let (live, spans) = try await attempts(.archived, until: .silent)
        #expect(spans.map { $0.attributes.get("roadwave.live_id") } == [.string("\(live)")])
        #expect(spans.map(\.errors.count) == [0])
    }

    @Test("each attempt that fails is a span of its own, with the failure")
    func failures() async throws {
        let fault = StorageError(code: .invalidKey, message: "a fault of the test")
        let (live, spans) = try await attempts(.failing(fault, of: nil), until: .failed)
        #expect(spans.map(\.errors.count) == [1, 1, 1, 1, 1])
        #expect(spans.allSatisfy { $0.attributes.get("roadwave.live_id") == .string("\(live)") })
    }
}
