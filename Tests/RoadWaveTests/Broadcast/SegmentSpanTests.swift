import InMemoryTracing
import Testing
import Tracing

@testable import RoadWave

@Suite("Spans of segments", .timeLimit(.minutes(1)))
struct SegmentSpanTests {
    @Test("each attempt to store a segment is a span, with its number and the failures")
    func store() async throws {
        let tracer = InMemoryTracer()
        try await withTracer(tracer) {
            try await withOrigin { live in
                live.storage.setFault { _ in .fails(.unavailable) }
                live.publish(0..<1)
                _ = await live.clock.nextSleep()
                live.storage.repair()
                await live.retry(untilListed: 0)
            }
        }
        let spans = tracer.finishedSpans.filter { $0.operationName == "roadwave.segment.store" }
        #expect(spans.count == 2)
        #expect(spans.allSatisfy { $0.attributes.get("roadwave.segment") == .int64(0) })
        #expect(spans.map(\.errors.count) == [1, 0])
    }
}
