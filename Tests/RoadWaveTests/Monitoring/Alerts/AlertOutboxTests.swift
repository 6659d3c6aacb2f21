import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("The outbox of a channel")
struct AlertOutboxTests {
    private static func message(_ id: String) -> AlertMessage {
        AlertMessage(
            id: id, incident: id, status: .firing, kind: "threshold", node: "n", link: "l", startedAt: "", subject: "",
            text: "")
    }

    private var now = MonotonicTime.zero
    private var outbox = AlertOutbox([Self.message("a"), Self.message("b")])

    @Test("messages are sent in order, the next one at once")
    mutating func order() {
        #expect(outbox.next(at: now) == .send(Self.message("a")))
        #expect(outbox.settle(.accepted, at: now) == .sent)
        #expect(outbox.next(at: now) == .send(Self.message("b")))
        #expect(outbox.settle(.partly("one of three"), at: now) == .sent)
        #expect(outbox.next(at: now) == .rest)
    }

    @Test("a failed message is tried again, each time after a longer pause, and given up after twelve attempts")
    mutating func retries() {
        var pauses: [Duration] = []
        for attempt in 1...AlertOutbox.attempts {
            #expect(outbox.next(at: now) == .send(Self.message("a")))
            let fate = outbox.settle(.failed("500", after: nil), at: now)
            guard case .retried(let time) = fate else {
                #expect(attempt == AlertOutbox.attempts && fate == .givenUp)
                break
            }
            pauses.append(time - now)
            #expect(outbox.next(at: time - .milliseconds(1)) == .wait(until: time))
            now = time
        }
        #expect(pauses.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(pauses.last == AlertOutbox.longestPause)
        #expect(pauses.count == AlertOutbox.attempts - 1)
        #expect(outbox.next(at: now) == .send(Self.message("b")))
    }

    @Test("a receiver's wish to wait is respected, up to five minutes", arguments: [(7, 7), (86_400, 300), (0, 1)])
    mutating func wish(asked: Int, waited: Int) {
        let fate = outbox.settle(.failed("429", after: .seconds(asked)), at: now)
        #expect(fate == .retried(at: now + .seconds(waited)))
    }

    @Test("a refused message is given up, and the next one has all its attempts")
    mutating func refusal() {
        _ = outbox.settle(.failed("500", after: nil), at: now)
        #expect(outbox.settle(.refused("400"), at: now) == .givenUp)
        #expect(outbox.next(at: now) == .send(Self.message("b")))
        #expect(outbox.settle(.failed("500", after: nil), at: now) == .retried(at: now + .seconds(1)))
    }

    @Test("a full outbox drops an old message, but not the one that may be under way")
    mutating func bound() {
        for index in 2..<AlertOutbox.capacity { #expect(outbox.add(Self.message("\(index)")) == nil) }
        #expect(outbox.add(Self.message("last"))?.id == "b")
        #expect(outbox.messages.count == AlertOutbox.capacity)
        #expect(outbox.messages.first?.id == "a" && outbox.messages.last?.id == "last")
    }
}
