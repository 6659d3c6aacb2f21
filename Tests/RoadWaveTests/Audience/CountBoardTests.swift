import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Counts at hand")
struct CountBoardTests {
    private func counts(_ listeners: Int) -> AudienceCounts {
        AudienceCounts(listeners: listeners, likes: 0, reports: 0)
    }

    @Test("counts that come to hand are no news; those that change are, once")
    func changes() {
        let live = LiveID()
        var board = CountBoard()
        board.learn([live: counts(1)], asked: board.question())
        #expect(board.changes().isEmpty)
        board.learn([live: counts(2)], asked: board.question())
        board.learn([live: counts(3)], asked: board.question())
        #expect(board.changes().map(\.1) == [counts(3)])
        #expect(board.changes().isEmpty)
    }

    @Test("the answer to an earlier question is not put over that to a later one")
    func order() {
        let live = LiveID()
        var board = CountBoard()
        let (earlier, later) = (board.question(), board.question())
        board.learn([live: counts(2)], asked: later)
        board.learn([live: counts(1)], asked: earlier)
        #expect(board.counts(of: live) == counts(2))
    }

    @Test("a live stays at hand for a minute after it was last asked for")
    func interest() {
        let (asked, observed) = (LiveID(), LiveID())
        var board = CountBoard()
        #expect(board.ask(for: [asked], now: .zero) == [asked])
        board.learn([asked: counts(1), observed: counts(2)], asked: board.question())
        #expect(Set(board.interesting(besides: [observed], now: .zero + .seconds(59))) == [asked, observed])
        #expect(board.ask(for: [asked], now: .zero + .seconds(59)) == [])
        #expect(Set(board.interesting(besides: [observed], now: .zero + .seconds(118))) == [asked, observed])
        #expect(board.interesting(besides: [observed], now: .zero + .seconds(119)) == [observed])
        #expect(board.counts(of: asked) == nil)
        #expect(board.counts(of: observed) == counts(2))
    }

    @Test("no more lives than the limit are kept at hand, whoever asks for them")
    func bound() {
        var board = CountBoard()
        let lives = (0..<(CountBoard.limit + 10)).map { _ in LiveID() }
        #expect(board.ask(for: lives, now: .zero).count == lives.count)
        board.learn(Dictionary(uniqueKeysWithValues: lives.map { ($0, counts(1)) }), asked: board.question())
        #expect(lives.count { board.counts(of: $0) != nil } == CountBoard.limit)
        #expect(board.interesting(besides: [], now: .zero).count == CountBoard.limit)
    }
}
