import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("What a client of a connection owes")
struct ExchangeWatchTests {
    /// 20 s for a request, 30 s for an answer, 1 s to linger.
    private static let limits = HTTPConnectionLimits(total: 10, perNetwork: nil, timeout: .seconds(10))

    @Test("a request that does not end is given up, however often a byte of it comes")
    func endlessRequest() {
        var watch = ExchangeWatch(Self.limits)
        watch.requestBegins(at: .zero, isLast: false)
        #expect(watch.nextDeadline == .zero + .seconds(20))
        #expect(watch.advance(to: .zero + .milliseconds(19_999), waiting: 0) == .keep)
        #expect(watch.advance(to: .zero + .seconds(20), waiting: 0) == .drop(.request))
    }

    @Test("a request that is whole owes nothing, and its answer does not close the connection")
    func exchange() {
        var watch = ExchangeWatch(Self.limits)
        watch.requestBegins(at: .zero, isLast: false)
        watch.requestEnds()
        #expect(watch.answerBegins() == false)
        watch.writes(100, at: .zero)
        #expect(watch.answerEnds(at: .zero) == false)
        watch.written(at: .zero)
        #expect(watch.nextDeadline == nil)
        #expect(watch.advance(to: .zero + .seconds(3_600), waiting: 0) == .keep)
    }

    @Test("an answer to a request that is not whole is the last one, and its client has a second to take it")
    func earlyAnswer() {
        var watch = ExchangeWatch(Self.limits)
        watch.requestBegins(at: .zero, isLast: false)
        #expect(watch.answerBegins() == true)
        #expect(watch.answerEnds(at: .zero + .seconds(1)) == true)
        #expect(watch.isLingering)
        #expect(watch.advance(to: .zero + .seconds(2), waiting: 0) == .close)
    }

    @Test("a client that is refused before it asked for anything has as long as it is given to take the answer")
    func refused() {
        var watch = ExchangeWatch(Self.limits)
        watch.linger(from: .zero, for: Self.limits.refusedLinger)
        #expect(watch.isLingering)
        #expect(watch.nextDeadline == .zero + .milliseconds(500))
        #expect(watch.advance(to: .zero + .milliseconds(499), waiting: 0) == .keep)
        #expect(watch.advance(to: .zero + .milliseconds(500), waiting: 0) == .close)
    }

    @Test("a client that wants the connection closed gets it closed, after that answer and not after one before it")
    func lastRequest() {
        var watch = ExchangeWatch(Self.limits)
        for isLast in [false, true] {
            watch.requestBegins(at: .zero, isLast: isLast)
            watch.requestEnds()
        }
        #expect(watch.answerBegins() == false)
        #expect(watch.answerEnds(at: .zero) == false)
        #expect(watch.answerBegins() == true)
        #expect(watch.answerEnds(at: .zero) == true)
    }

    @Test("a request sent before the answer to the one before it does not count as unread")
    func pipelined() {
        var watch = ExchangeWatch(Self.limits)
        watch.requestBegins(at: .zero, isLast: false)
        watch.requestEnds()
        watch.requestBegins(at: .zero, isLast: false)
        #expect(watch.answerBegins() == false)
        #expect(watch.answerEnds(at: .zero) == false)
        #expect(watch.nextDeadline == .zero + .seconds(20))
    }

    @Test("of what waits all the time a client takes so much in each period, or is given up")
    func writes() {
        var watch = ExchangeWatch(Self.limits)
        watch.writes(100_000, at: .zero)
        #expect(watch.advance(to: .zero + .milliseconds(29_999), waiting: 100_000) == .keep)
        #expect(watch.advance(to: .zero + .seconds(30), waiting: 100_000 - 16_384) == .keep)
        #expect(watch.nextDeadline == .zero + .seconds(60))
        #expect(watch.advance(to: .zero + .seconds(60), waiting: 100_000 - 2 * 16_384 + 1) == .drop(.write))
    }

    @Test("parts that are taken one by one, each in time, do not put the end off")
    func trickle() {
        var watch = ExchangeWatch(Self.limits)
        for part in 0..<29 {
            watch.writes(100, at: .zero + .seconds(part))
            if part > 0 { watch.written(at: .zero + .seconds(part)) }
        }
        #expect(watch.nextDeadline == .zero + .seconds(30))
        #expect(watch.advance(to: .zero + .seconds(30), waiting: 100) == .drop(.write))
    }

    @Test("when all is taken nothing is owed, and what comes next has the whole time")
    func progress() {
        var watch = ExchangeWatch(Self.limits)
        watch.writes(100, at: .zero)
        watch.written(at: .zero + .seconds(29))
        #expect(watch.nextDeadline == nil)
        watch.writes(100, at: .zero + .seconds(29))
        #expect(watch.nextDeadline == .zero + .seconds(59))
    }

    @Test("what is no request waits for the answers before it, for as long as a request may take")
    func refusal() {
        var watch = ExchangeWatch(Self.limits)
        watch.requestBegins(at: .zero, isLast: false)
        watch.requestEnds()
        _ = watch.answerBegins()
        #expect(!watch.isAnswered)
        watch.refuses(at: .zero)
        #expect(watch.advance(to: .zero + .seconds(20), waiting: 0) == .drop(.request))
        _ = watch.answerEnds(at: .zero + .seconds(1))
        #expect(watch.isAnswered)
    }
}
