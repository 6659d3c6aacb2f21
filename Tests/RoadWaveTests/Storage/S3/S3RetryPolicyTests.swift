import Testing

@testable import RoadWave

@Suite("Retries of requests to S3")
struct S3RetryPolicyTests {
    /// Always as long as it can be.
    private struct Longest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    /// Numbers that look like chance, the same each time (Knuth's MMIX).
    private struct Congruential: RandomNumberGenerator {
        private var state: UInt64 = 1
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }

    private let policy = S3RetryPolicy.standard

    @Test("the longest wait doubles up to two seconds, however many failures there were")
    func doubling() {
        var generator = Longest()
        let waits = [1, 2, 3, 6, 7, 60, .max].map { policy.delay(after: $0, using: &generator) }
        let expected: [Duration] = [50, 100, 200, 1_600, 2_000, 2_000, 2_000].map { .milliseconds($0) }
        for (wait, bound) in zip(waits, expected) {
            #expect(wait <= bound)
            #expect(wait >= bound * 0.99)
        }
    }

    @Test("the waits lie anywhere below the longest: clients that failed together do not come back together")
    func jitter() {
        var generator = Congruential()
        let waits = (0..<200).map { _ in policy.delay(after: 5, using: &generator) }
        let longest = Duration.milliseconds(800)
        for tenth in 0..<10 {
            let share = longest * tenth / 10..<longest * (tenth + 1) / 10
            #expect(waits.contains { share.contains($0) })
        }
        #expect(waits.allSatisfy { $0 <= longest })
    }

    @Test("a large body has more time")
    func allowance() {
        #expect(S3RetryPolicy.allowance(bytes: 12_000) == .zero)
        #expect(S3RetryPolicy.allowance(bytes: 8 << 20) == .seconds(8))
    }
}
