import RoadWaveRTC
import Testing

/// What a jitter buffer learns of a network: 20 ms packets that travel for a while.
private struct Stream {
    var buffer: JitterBuffer
    private(set) var now: Int64 = 0
    private var number = 0
    private var generator = SeededGenerator(seed: 11)

    init(_ configuration: JitterBuffer.Configuration = .init()) {
        buffer = JitterBuffer(configuration: configuration)
    }

    /// Sends packets for some time, each of which travels up to `jitter` longer than the fastest, all in milliseconds.
    mutating func pass(seconds: Int, jitter: Int64) {
        var arrivals: [(number: Int, at: Int64)] = []
        for _ in 0..<seconds * 50 {
            arrivals.append((number, now + Int64.random(in: 0...jitter, using: &generator)))
            number += 1
            now += 20
        }
        for arrival in arrivals.sorted(by: { $0.at < $1.at }) { receive(arrival.number, at: arrival.at) }
    }

    /// A packet that comes so much later than the newest.
    mutating func passLate(by delay: Int64) {
        let late = number
        number += 1
        now += 20
        pass(seconds: 1, jitter: 0)
        receive(late, at: now + delay - 1_000)
    }

    private mutating func receive(_ number: Int, at milliseconds: Int64) {
        let packet = RTPPacket(
            payloadType: 111, sequenceNumber: UInt16(truncatingIfNeeded: number),
            timestamp: UInt32(truncatingIfNeeded: number * 960), ssrc: 1, payload: [])
        _ = buffer.insert(packet, duration: 960, now: .zero + .milliseconds(milliseconds))
        while buffer.pop(now: .zero + .milliseconds(milliseconds)) != nil {}
    }
}

@Suite("The wait for a hole")
struct AdaptiveDelayTests {
    @Test("it is the least on a network without jitter")
    func quiet() {
        var stream = Stream()
        #expect(stream.buffer.targetDelay == .milliseconds(60))
        stream.pass(seconds: 10, jitter: 0)
        #expect(stream.buffer.targetDelay == .milliseconds(60))
        #expect(stream.buffer.jitter == .milliseconds(10))
    }

    @Test("it grows within a second to what the network's packets need")
    func grows() {
        var stream = Stream()
        stream.pass(seconds: 10, jitter: 0)
        stream.pass(seconds: 1, jitter: 200)
        #expect(stream.buffer.targetDelay >= .milliseconds(180))
        #expect(stream.buffer.targetDelay <= .milliseconds(210))
        #expect(stream.buffer.jitter == stream.buffer.targetDelay)
    }

    @Test("it falls again when the network is better, but not at once")
    func decays() {
        var stream = Stream()
        stream.pass(seconds: 20, jitter: 200)
        stream.pass(seconds: 5, jitter: 0)
        #expect(stream.buffer.targetDelay >= .milliseconds(180))
        stream.pass(seconds: 20, jitter: 0)
        #expect(stream.buffer.targetDelay == .milliseconds(60))
    }

    @Test("with jitter of less than it, no packet is given up in five minutes", arguments: [Int64(40), 120, 300])
    func enough(jitter: Int64) {
        var stream = Stream()
        stream.pass(seconds: 5, jitter: jitter)
        let before = stream.buffer.counters
        stream.pass(seconds: 300, jitter: jitter)
        let lost = stream.buffer.counters.lost - before.lost
        #expect(lost <= 15, "\(lost) of 15,000")
        #expect(stream.buffer.counters.late - before.late == lost)
    }

    @Test("one packet that came too late is enough to wait longer")
    func late() {
        var stream = Stream()
        stream.pass(seconds: 10, jitter: 0)
        stream.passLate(by: 320)
        #expect(stream.buffer.counters.late == 1)
        #expect(stream.buffer.targetDelay >= .milliseconds(320))
        stream.pass(seconds: 10, jitter: 0)
        #expect(stream.buffer.targetDelay == .milliseconds(60))
    }

    @Test("it stays within its bounds")
    func bounds() {
        var stream = Stream(.init(minimumDelay: .milliseconds(100), maximumDelay: .milliseconds(150)))
        #expect(stream.buffer.targetDelay == .milliseconds(100))
        stream.pass(seconds: 10, jitter: 800)
        #expect(stream.buffer.targetDelay == .milliseconds(150))
        #expect(stream.buffer.jitter > .milliseconds(700))
        stream.buffer.roundTrip = .seconds(3)
        #expect(stream.buffer.targetDelay == .milliseconds(150))
    }

    @Test("it leaves time to ask for a packet twice, as long as the creator sends packets again")
    func roundTrip() {
        var stream = Stream()
        stream.buffer.roundTrip = .milliseconds(100)
        // The allowance for reordering, 1.25 round trips until the second request, one more, and the margin.
        #expect(stream.buffer.targetDelay == .milliseconds(40 + 225 + 60))
        stream.buffer.roundTrip = nil
        #expect(stream.buffer.targetDelay == .milliseconds(60))
    }

    @Test("the beginning of a stream waits for the least, since nothing before it can be asked for")
    func beginning() {
        var stream = Stream()
        stream.buffer.roundTrip = .milliseconds(200)
        stream.pass(seconds: 1, jitter: 0)
        let packet = RTPPacket(payloadType: 111, sequenceNumber: 7, timestamp: 0, ssrc: 2, payload: [])
        let now = MonotonicTime.zero + .milliseconds(stream.now)
        #expect(stream.buffer.insert(packet, duration: 960, now: now) == .accepted)
        #expect(stream.buffer.nextDeadline == now + .milliseconds(60))
        #expect(stream.buffer.targetDelay > .milliseconds(500) - .milliseconds(1))
    }

    @Test("bounds that make no sense are brought into order")
    func configuration() {
        let reversed = JitterBuffer.Configuration(minimumDelay: .milliseconds(90), maximumDelay: .milliseconds(20))
        #expect(reversed.maximumDelay == .milliseconds(90))
        #expect(JitterBuffer.Configuration(minimumDelay: .milliseconds(-1)).minimumDelay == .zero)
    }
}
