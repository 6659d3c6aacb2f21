import Testing
import WebRTC

@testable import RoadWave

@Suite("Digest of refusals")
struct RefusalDigestTests {
    private static func attempt(_ user: String, _ reason: AccessRefusal = .role) -> ForbiddenAttempt {
        ForbiddenAttempt(user: UserID(token: user), role: .listener, action: .publish, live: nil, reason: reason)
    }

    @Test("the first attempts of a minute are noted one by one, the rest as one with their number")
    func summary() {
        var digest = RefusalDigest()
        for _ in 0..<RefusalDigest.recordedPerPeriod {
            #expect(digest.note(Self.attempt("anne"), at: .zero) == [.init(attempt: Self.attempt("anne"), times: 1)])
        }
        for _ in 0..<10_000 { #expect(digest.note(Self.attempt("anne"), at: .zero + .seconds(1)).isEmpty) }
        #expect(digest.note(Self.attempt("anne", .notOwner), at: .zero + .seconds(2)).isEmpty)
        #expect(digest.entries(dueAt: .zero + .seconds(59)).isEmpty)
        #expect(
            digest.entries(dueAt: .zero + .seconds(60))
                == [.init(attempt: Self.attempt("anne", .notOwner), times: 10_001)])
        #expect(digest.entries(dueAt: .zero + .seconds(61)).isEmpty)
    }

    @Test("one bearer's flood hides nothing of another")
    func apart() {
        var digest = RefusalDigest()
        for _ in 0..<100 { _ = digest.note(Self.attempt("anne"), at: .zero) }
        #expect(digest.note(Self.attempt("bernard"), at: .zero).map(\.times) == [1])
    }

    @Test("after its minute a bearer is noted one by one again, the last minute's sum first")
    func nextMinute() {
        var digest = RefusalDigest()
        for _ in 0..<8 { _ = digest.note(Self.attempt("anne"), at: .zero) }
        #expect(digest.note(Self.attempt("anne"), at: .zero + .seconds(90)).map(\.times) == [3, 1])
    }

    @Test("more bearers than are told apart leave a bounded number of entries, and all are counted")
    func bound() {
        var digest = RefusalDigest()
        var noted = 0
        for number in 0..<5_000 {
            noted += digest.note(Self.attempt("\(number)"), at: .zero).map(\.times).reduce(0, +)
        }
        #expect(noted == RefusalDigest.maximumBearers + RefusalDigest.recordedPerPeriod)
        noted += digest.drain().map(\.times).reduce(0, +)
        #expect(noted == 5_000)
        #expect(digest.drain().isEmpty)
    }
}
