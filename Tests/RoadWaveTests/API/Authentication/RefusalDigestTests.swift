import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Digest of refusals")
struct RefusalDigestTests {
    private static func attempt(
        _ user: String, _ action: AccessAction = .publish, of live: LiveID? = nil, _ reason: AccessRefusal = .role
    ) -> ForbiddenAttempt {
        ForbiddenAttempt(user: UserID(token: user), role: .listener, action: action, live: live, reason: reason)
    }

    @Test("the first attempts of a minute are noted one by one, the rest summed up by action and reason")
    func summary() {
        var digest = RefusalDigest()
        for _ in 0..<RefusalDigest.recordedPerPeriod {
            #expect(digest.note(Self.attempt("anne"), at: .zero) == [.init(attempt: Self.attempt("anne"), times: 1)])
        }
        for _ in 0..<10_000 { #expect(digest.note(Self.attempt("anne"), at: .zero + .seconds(1)).isEmpty) }
        #expect(digest.note(Self.attempt("anne", .end), at: .zero + .seconds(2)).isEmpty)
        #expect(digest.note(Self.attempt("anne", .publish, .notOwner), at: .zero + .seconds(2)).isEmpty)
        #expect(digest.note(Self.attempt("anne", .end), at: .zero + .seconds(3)).isEmpty)
        #expect(digest.entries(dueAt: .zero + .seconds(59)).isEmpty)
        #expect(
            digest.entries(dueAt: .zero + .seconds(60))
                == [
                    .init(attempt: Self.attempt("anne"), times: 10_000),
                    .init(attempt: Self.attempt("anne", .end), times: 2),
                    .init(attempt: Self.attempt("anne", .publish, .notOwner), times: 1),
                ])
        #expect(digest.entries(dueAt: .zero + .seconds(61)).isEmpty)
    }

    @Test("a sum names a live only where all of its attempts were about it")
    func lives() {
        var digest = RefusalDigest()
        let (one, other) = (LiveID(), LiveID())
        for _ in 0..<RefusalDigest.recordedPerPeriod { _ = digest.note(Self.attempt("anne"), at: .zero) }
        for _ in 0..<3 { _ = digest.note(Self.attempt("anne", .end, of: one), at: .zero) }
        for live in [one, other, one] { _ = digest.note(Self.attempt("anne", .change, of: live), at: .zero) }
        #expect(
            digest.drain() == [
                .init(attempt: Self.attempt("anne", .end, of: one), times: 3),
                .init(attempt: Self.attempt("anne", .change), times: 3),
            ])
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
