import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Creator presence")
struct CreatorPresenceTests {
    private func at(_ seconds: Double) -> MonotonicTime { .zero + .seconds(seconds) }

    private func presence() -> CreatorPresence {
        CreatorPresence(
            interruptedAfter: .seconds(5), connectTimeout: .seconds(20), timeout: .seconds(60), now: .zero)
    }

    @Test("a creator who never comes times out, once")
    func never() {
        var presence = presence()
        #expect(presence.nextDeadline == at(20))
        #expect(presence.advance(to: at(19.9)) == nil)
        #expect(presence.advance(to: at(20)) == .timedOut)
        #expect(presence.advance(to: at(21)) == nil)
        #expect(presence.nextDeadline == nil)
    }

    @Test("a creator is connected when heard, interrupted when not, and connected again")
    func comingAndGoing() {
        var presence = presence()
        #expect(presence.hear(now: at(1)) == .connected)
        #expect(presence.hear(now: at(2)) == nil)
        #expect(presence.nextDeadline == at(7))
        #expect(presence.advance(to: at(6.9)) == nil)
        #expect(presence.advance(to: at(7)) == .interrupted)
        #expect(presence.hear(now: at(8)) == .connected)
    }

    @Test("the wait counts from the last packet")
    func wait() {
        var presence = presence()
        _ = presence.hearMedia(now: at(10))
        #expect(presence.advance(to: at(20)) == .interrupted)
        #expect(presence.advance(to: at(69.9)) == nil)
        #expect(presence.advance(to: at(70)) == .timedOut)
    }

    @Test("a silent creator who consents keeps the live, until consent is lost")
    func consent() {
        var presence = presence()
        presence.consent()
        _ = presence.hearMedia(now: at(1))
        #expect(presence.advance(to: at(6)) == .interrupted)
        #expect(presence.nextDeadline == nil)
        #expect(presence.advance(to: at(600)) == nil)
        presence.loseConsent()
        #expect(presence.advance(to: at(601)) == .timedOut)
    }

    @Test("a creator who closes the connection is interrupted at once, and waited for")
    func leaving() {
        var presence = presence()
        presence.consent()
        _ = presence.hearMedia(now: at(10))
        #expect(presence.leave() == .interrupted)
        #expect(presence.leave() == nil)
        #expect(presence.advance(to: at(69.9)) == nil)
        #expect(presence.advance(to: at(70)) == .timedOut)
    }

    @Test("a creator who asks for another connection has the whole wait again")
    func reconnection() {
        var presence = presence()
        _ = presence.hearMedia(now: at(1))
        #expect(presence.advance(to: at(6)) == .interrupted)
        presence.awaitConnection(now: at(50))
        #expect(presence.nextDeadline == at(110))
        #expect(presence.advance(to: at(109.9)) == nil)
        #expect(presence.advance(to: at(110)) == .timedOut)
    }

    @Test("a connected creator without media keeps the live no longer than the wait, whatever else arrives")
    func neverSpoken() {
        var presence = presence()
        presence.consent()
        for second in 1...59 {
            let change = presence.hear(now: at(Double(second)))
            #expect(change == (second == 1 ? .connected : nil))
            if second == 30 { presence.awaitConnection(now: at(30)) }
            #expect(presence.advance(to: at(Double(second))) == nil)
        }
        #expect(presence.advance(to: at(60)) == .timedOut)
    }

    @Test("a creator who requests connections again and again without connecting times out as well")
    func offersOnly() {
        var presence = presence()
        for second in stride(from: 10.0, through: 50, by: 10) {
            presence.awaitConnection(now: at(second))
            #expect(presence.advance(to: at(second)) == nil)
        }
        #expect(presence.nextDeadline == at(60))
        #expect(presence.advance(to: at(60)) == .timedOut)
    }
}
