import RoadWaveRTC
import Testing

@Suite("Jitter buffer")
struct JitterBufferTests {
    private static let duration = 960
    /// A wait that does not adapt, so that each of the few packets of a test says nothing but its place.
    private static let patience = JitterBuffer.Configuration(
        minimumDelay: .milliseconds(60), maximumDelay: .milliseconds(60))

    private func packet(_ number: Int, ssrc: UInt32 = 1, timestamp: Int? = nil) -> RTPPacket {
        RTPPacket(
            payloadType: 111, sequenceNumber: UInt16(truncatingIfNeeded: number),
            timestamp: UInt32(truncatingIfNeeded: timestamp ?? number * Self.duration), ssrc: ssrc,
            payload: [UInt8(truncatingIfNeeded: number)])
    }

    private func time(_ milliseconds: Int64) -> MonotonicTime { .zero + .milliseconds(milliseconds) }

    @discardableResult
    private func insert(
        _ number: Int, ssrc: UInt32 = 1, timestamp: Int? = nil, into buffer: inout JitterBuffer, at milliseconds: Int64
    ) -> JitterBuffer.Insertion {
        buffer.insert(
            packet(number, ssrc: ssrc, timestamp: timestamp), duration: Self.duration, now: time(milliseconds))
    }

    private func drain(_ buffer: inout JitterBuffer, at milliseconds: Int64) -> [JitterBuffer.Output] {
        var outputs: [JitterBuffer.Output] = []
        while let output = buffer.pop(now: time(milliseconds)) { outputs.append(output) }
        return outputs
    }

    private func media(_ number: Int, ssrc: UInt32 = 1, timestamp: Int? = nil) -> JitterBuffer.Output {
        .media(packet(number, ssrc: ssrc, timestamp: timestamp), duration: Self.duration)
    }

    /// A buffer whose packets up to `number` have come out.
    private func started(through number: Int = 10) -> JitterBuffer {
        var buffer = JitterBuffer(configuration: Self.patience)
        insert(number, into: &buffer, at: 0)
        _ = drain(&buffer, at: 60)
        return buffer
    }

    @Test("the first packet waits for one that may belong before it")
    func beginning() {
        var buffer = JitterBuffer(configuration: Self.patience)
        insert(8, into: &buffer, at: 0)
        insert(7, into: &buffer, at: 10)
        #expect(drain(&buffer, at: 59).isEmpty)
        #expect(buffer.nextDeadline == time(60))
        #expect(drain(&buffer, at: 60) == [media(7), media(8)])
    }

    @Test("packets in order come out at once")
    func inOrder() {
        var buffer = started()
        for number in 11...14 {
            insert(number, into: &buffer, at: 100)
            #expect(drain(&buffer, at: 100) == [media(number)])
        }
        #expect(buffer.nextDeadline == nil)
    }

    @Test("a reordered packet comes out in its place")
    func reordered() {
        var buffer = started()
        insert(12, into: &buffer, at: 100)
        #expect(drain(&buffer, at: 100).isEmpty)
        insert(11, into: &buffer, at: 110)
        #expect(drain(&buffer, at: 110) == [media(11), media(12)])
        #expect(buffer.counters.lost == 0)
    }

    @Test("a lost packet becomes a gap of its length after the target delay")
    func lost() {
        var buffer = started()
        insert(13, into: &buffer, at: 100)
        #expect(drain(&buffer, at: 159).isEmpty)
        let expected: [JitterBuffer.Output] = [.gap(samples: 1_920, before: packet(13)), media(13)]
        #expect(drain(&buffer, at: 160) == expected)
        #expect(buffer.counters.lost == 2)
    }

    @Test("filling part of a hole does not lengthen the wait for the rest")
    func partialFill() {
        var buffer = started()
        insert(13, into: &buffer, at: 100)
        insert(12, into: &buffer, at: 150)
        #expect(buffer.nextDeadline == time(160))
        #expect(drain(&buffer, at: 160) == [.gap(samples: 960, before: packet(12)), media(12), media(13)])
    }

    @Test("a duplicate is told from a late packet")
    func duplicateAndLate() {
        var buffer = started()
        insert(12, into: &buffer, at: 100)
        #expect(insert(12, into: &buffer, at: 101) == .duplicate)
        _ = drain(&buffer, at: 160)
        #expect(insert(12, into: &buffer, at: 170) == .duplicate)
        #expect(insert(11, into: &buffer, at: 170) == .late)
        #expect(drain(&buffer, at: 1_000).isEmpty)
        #expect(buffer.counters.duplicates == 2)
        #expect(buffer.counters.late == 1)
    }

    @Test("silence left out by the sender is a gap without loss")
    func discontinuousTransmission() {
        var buffer = started()
        insert(11, timestamp: 11 * 960 + 19_200, into: &buffer, at: 500)
        let next = packet(11, timestamp: 11 * 960 + 19_200)
        #expect(drain(&buffer, at: 500) == [.gap(samples: 19_200, before: next), .media(next, duration: 960)])
        #expect(buffer.counters.lost == 0)
    }

    @Test("sequence numbers and timestamps wrap without a seam")
    func wrap() {
        var buffer = started(through: 65_534)
        for number in 65_535...65_540 {
            insert(number, into: &buffer, at: 100)
            #expect(drain(&buffer, at: 100) == [media(number)])
        }
        var late = JitterBuffer(configuration: Self.patience)
        insert(1, timestamp: -960, into: &late, at: 0)
        insert(2, timestamp: 0, into: &late, at: 1)
        #expect(drain(&late, at: 60) == [media(1, timestamp: -960), media(2, timestamp: 0)])
    }

    @Test("a timestamp far ahead or behind starts the timeline afresh", arguments: [10_000_000, -48_000])
    func timestampJump(jump: Int) {
        var buffer = started()
        insert(11, timestamp: 11 * 960 + jump, into: &buffer, at: 100)
        #expect(
            drain(&buffer, at: 100)
                == [.discontinuity(.timestampJumped), media(11, timestamp: 11 * 960 + jump)])
        insert(12, timestamp: 12 * 960 + jump, into: &buffer, at: 120)
        #expect(drain(&buffer, at: 120) == [media(12, timestamp: 12 * 960 + jump)])
    }

    @Test("another source flushes what waits and starts afresh")
    func sourceChange() {
        var buffer = started()
        insert(12, into: &buffer, at: 100)
        insert(500, ssrc: 2, into: &buffer, at: 110)
        let flushed: [JitterBuffer.Output] = [
            .gap(samples: 960, before: packet(12)), media(12), .discontinuity(.sourceChanged),
        ]
        #expect(drain(&buffer, at: 110) == flushed)
        #expect(drain(&buffer, at: 170) == [media(500, ssrc: 2)])
    }

    @Test("a packet of the source before is late for as long as a hole may be waited for, and then another change")
    func formerSource() {
        var buffer = started()
        insert(500, ssrc: 2, into: &buffer, at: 100)
        #expect(insert(11, into: &buffer, at: 159) == .late)
        insert(501, ssrc: 2, into: &buffer, at: 159)
        #expect(
            drain(&buffer, at: 160)
                == [.discontinuity(.sourceChanged), media(500, ssrc: 2), media(501, ssrc: 2)])
        #expect(insert(12, into: &buffer, at: 160) == .accepted)
        #expect(drain(&buffer, at: 300) == [.discontinuity(.sourceChanged), media(12)])
    }

    @Test("a lone packet far out of sequence is dropped")
    func outlier() {
        var buffer = started()
        #expect(insert(40_000, into: &buffer, at: 100) == .outOfRange)
        insert(11, into: &buffer, at: 110)
        #expect(drain(&buffer, at: 110) == [media(11)])
        #expect(buffer.counters.outOfRange == 1)
    }

    @Test("a stream that goes on far out of sequence has restarted", arguments: [40_000, 60_000, 4_000])
    func restart(number: Int) {
        var buffer = started()
        insert(number, into: &buffer, at: 100)
        #expect(insert(number + 1, into: &buffer, at: 120) == .accepted)
        #expect(drain(&buffer, at: 180) == [.discontinuity(.sequenceRestarted), media(number + 1)])
    }

    @Test("more packets than the capacity end the wait for a hole")
    func capacity() {
        var buffer = JitterBuffer(configuration: .init(minimumDelay: .seconds(3_600), capacity: 4))
        insert(10, into: &buffer, at: 0)
        for number in 12...14 { insert(number, into: &buffer, at: 1) }
        #expect(drain(&buffer, at: 1).isEmpty)
        insert(15, into: &buffer, at: 1)
        #expect(drain(&buffer, at: 1) == [media(10)])
        insert(16, into: &buffer, at: 1)
        #expect(drain(&buffer, at: 1).count == 6)
        #expect(buffer.waitingCount == 0)
    }

    @Test("nothing grows when nobody takes what is ready")
    func overflow() {
        var buffer = JitterBuffer(configuration: .init(capacity: 8))
        var accepted = 0
        for number in 0..<1_000 where insert(number, ssrc: UInt32(number), into: &buffer, at: 0) == .accepted {
            accepted += 1
        }
        #expect(accepted < 10)
        #expect(insert(1, ssrc: 7, into: &buffer, at: 0) == .overflow)
    }

    @Test("flushing lets out what waits")
    func flush() {
        var buffer = started()
        insert(12, into: &buffer, at: 100)
        buffer.flush()
        #expect(drain(&buffer, at: 100) == [.gap(samples: 960, before: packet(12)), media(12)])
    }

    @Test("however packets are shuffled, lost and repeated, samples come out once and in order", arguments: 1...20)
    func conservation(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var arrivals: [(number: Int, at: Int64)] = []
        for number in 65_000..<66_000 {
            guard number == 65_000 || number == 65_999 || UInt8.random(in: 0..<20, using: &generator) > 0 else {
                continue
            }
            let sent = Int64(number - 65_000) * 20
            arrivals.append((number, number == 65_000 ? 0 : sent + Int64.random(in: 0..<90, using: &generator)))
            if Bool.random(using: &generator) { arrivals.append((number, sent + 95)) }
        }
        arrivals.sort { $0.at < $1.at }
        var buffer = JitterBuffer(configuration: Self.patience)
        var outputs: [JitterBuffer.Output] = []
        for arrival in arrivals {
            insert(arrival.number, into: &buffer, at: arrival.at)
            outputs += drain(&buffer, at: arrival.at)
        }
        outputs += drain(&buffer, at: 100_000)
        var samples = 0
        var last = -1
        for output in outputs {
            switch output {
            case .media(let packet, let duration):
                let position = Int(packet.timestamp &- UInt32(truncatingIfNeeded: 65_000 * 960))
                #expect(position == samples)
                #expect(position > last)
                last = position
                samples += duration
            case .gap(let missing, _): samples += missing
            case .discontinuity: Issue.record("the stream is one")
            }
        }
        #expect(samples == 1_000 * 960)
    }
}
