import Testing

@testable import RoadWaveRTC

@Suite("Retransmission requests")
struct RetransmissionRequestsTests {
    private func time(_ milliseconds: Int) -> MonotonicTime { .zero + .milliseconds(milliseconds) }

    @Test("a hole is asked for after the time that reordering takes, not before")
    func patience() {
        var requests = RetransmissionRequests()
        requests.receive(1, now: time(0))
        requests.receive(4, now: time(20))
        #expect(requests.nextDeadline == time(30))
        #expect(requests.due(now: time(29)) == [])
        #expect(requests.due(now: time(30)) == [2, 3])
    }

    @Test("a packet that was only late is not asked for")
    func reordering() {
        var requests = RetransmissionRequests()
        requests.receive(1, now: time(0))
        requests.receive(3, now: time(20))
        requests.receive(2, now: time(25))
        #expect(requests.nextDeadline == nil)
        #expect(requests.due(now: time(100)) == [])
    }

    @Test("an unanswered request is repeated twice, then given up")
    func repetition() {
        var requests = RetransmissionRequests()
        requests.receive(1, now: time(0))
        requests.receive(3, now: time(0))
        var asked: [Int] = []
        for moment in stride(from: 0, through: 1_000, by: 10) where requests.due(now: time(moment)) == [2] {
            asked.append(moment)
        }
        #expect(asked == [10, 90, 170])
        #expect(requests.nextDeadline == nil)
    }

    @Test(
        "a packet is asked for three times, and during 200 ms with waits that double",
        arguments: [(20, [10, 30, 50, 90, 170]), (250, [10, 260, 510])])
    func persistence(interval: Int, expected: [Int]) {
        var requests = RetransmissionRequests()
        requests.roundTrip = .milliseconds(interval * 4 / 5)
        requests.receive(1, now: time(0))
        requests.receive(3, now: time(0))
        let asked = (0...1_200).filter { requests.due(now: time($0)) == [2] }
        #expect(asked == expected)
        #expect(requests.nextDeadline == nil)
    }

    @Test("a packet that comes after it was asked for was sent again")
    func recovered() {
        var requests = RetransmissionRequests()
        requests.receive(1, now: time(0))
        requests.receive(4, now: time(0))
        var answers = [requests.receive(3, now: time(5))]
        _ = requests.due(now: time(10))
        answers.append(requests.receive(2, now: time(60)))
        answers.append(requests.receive(2, now: time(61)))
        #expect(answers == [false, true, false])
    }

    @Test("a packet that comes well before an answer could was only late")
    func lateInSpiteOfRequest() {
        var requests = RetransmissionRequests()
        requests.roundTrip = .milliseconds(100)
        requests.receive(1, now: time(0))
        requests.receive(3, now: time(0))
        _ = requests.due(now: time(10))
        let isAnswer = requests.receive(2, now: time(30))
        #expect(!isAnswer)
    }

    @Test("where transit times vary, a hole waits for longer, up to 40 ms", arguments: [(3, 10), (15, 30), (500, 40)])
    func jitter(milliseconds: Int, allowance: Int) {
        var requests = RetransmissionRequests()
        requests.receive(1, now: time(0))
        requests.receive(3, jitter: .milliseconds(milliseconds), now: time(0))
        #expect(requests.nextDeadline == time(allowance))
    }

    @Test(
        "requests are repeated a little slower than the round trip, within bounds",
        arguments: [(1, 20), (100, 125), (5_000, 250)])
    func roundTrip(milliseconds: Int, interval: Int) {
        var requests = RetransmissionRequests()
        requests.roundTrip = .milliseconds(milliseconds)
        requests.receive(1, now: time(0))
        requests.receive(3, now: time(0))
        _ = requests.due(now: time(10))
        #expect(requests.nextDeadline == time(10 + interval))
    }

    @Test("holes across the wrap are found")
    func wrap() {
        var requests = RetransmissionRequests()
        requests.receive(65_533, now: time(0))
        requests.receive(1, now: time(0))
        #expect(requests.due(now: time(10)) == [65_534, 65_535, 0])
    }

    @Test("an outage longer than 64 packets is not asked for")
    func outage() {
        var requests = RetransmissionRequests()
        requests.receive(0, now: time(0))
        requests.receive(66, now: time(0))
        #expect(requests.due(now: time(10)) == [])
        requests.receive(131, now: time(10))
        #expect(requests.due(now: time(20)).count == 64)
    }

    @Test("many small holes keep the list within its bound")
    func bound() {
        var requests = RetransmissionRequests()
        for number in 0..<1_000 { requests.receive(UInt16(number * 2), now: time(0)) }
        let numbers = requests.due(now: time(10))
        #expect(numbers.count == RetransmissionRequests.capacity)
        #expect(numbers.last == 1_997)
    }
}
