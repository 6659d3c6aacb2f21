import RoadWaveRTC
import Testing

@Suite("Jitter buffer, beside a model")
struct JitterBufferModelTests {
    private static let duration = 960

    /// A packet's number and when it arrives.
    private struct Arrival {
        var number: Int
        var time: MonotonicTime
    }

    /// Ten seconds of packets, lost, late, repeated and silent as the seed has it, over both wraps of the wire.
    private static func arrivals(_ generator: inout SeededGenerator) -> [Arrival] {
        let loss = Double.random(in: 0...0.2, using: &generator)
        let jitter = Int64.random(in: 0...250, using: &generator)
        let duplication = Double.random(in: 0...0.2, using: &generator)
        var arrivals: [Arrival] = []
        for number in 65_300..<65_800 where Double.random(in: 0..<1, using: &generator) >= loss {
            let copies = Double.random(in: 0..<1, using: &generator) < duplication ? 2 : 1
            for _ in 0..<copies {
                let delay = Int64.random(in: 0...jitter, using: &generator)
                arrivals.append(
                    Arrival(number: number, time: .zero + .milliseconds(Int64(number - 65_300) * 20 + delay)))
            }
        }
        return arrivals.sorted { $0.time < $1.time }
    }

    /// The timestamps wrap in the middle, and in each tenth second 200 ms of silence were left out.
    private static func packet(_ number: Int) -> RTPPacket {
        let silence = (number - 65_300) / 50 * 9_600
        return RTPPacket(
            payloadType: 111, sequenceNumber: UInt16(truncatingIfNeeded: number),
            timestamp: UInt32(truncatingIfNeeded: (number - 65_550) * duration + silence), ssrc: 1,
            payload: [UInt8(truncatingIfNeeded: number)])
    }

    @Test("it gives out what the model does, when the model does", arguments: 1...60)
    func sameAsModel(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var buffer = JitterBuffer(configuration: .init(minimumDelay: .milliseconds(40)))
        var model = ReferenceBuffer(duration: Self.duration, beginning: .milliseconds(40))
        var waits: Set<Duration> = []
        for arrival in Self.arrivals(&generator) {
            // What falls due before the packet arrives.
            while let deadline = buffer.nextDeadline, deadline < arrival.time {
                let modelled = model.drain(patience: buffer.targetDelay, now: deadline)
                #expect(!modelled.isEmpty)
                #expect(drain(&buffer, now: deadline) == modelled)
            }
            let packet = Self.packet(arrival.number)
            let insertion = buffer.insert(packet, duration: Self.duration, now: arrival.time)
            #expect(insertion == model.insert(arrival.number, packet, now: arrival.time))
            waits.insert(buffer.targetDelay)
            let modelled = model.drain(patience: buffer.targetDelay, now: arrival.time)
            #expect(drain(&buffer, now: arrival.time) == modelled)
        }
        let end = MonotonicTime.zero + .seconds(60)
        #expect(drain(&buffer, now: end) == model.drain(patience: buffer.targetDelay, now: end))
        #expect(buffer.waitingCount == 0)
        #expect(waits.allSatisfy { (.milliseconds(40)...Duration.milliseconds(500)).contains($0) })
    }

    private func drain(_ buffer: inout JitterBuffer, now: MonotonicTime) -> [JitterBuffer.Output] {
        var outputs: [JitterBuffer.Output] = []
        while let output = buffer.pop(now: now) { outputs.append(output) }
        return outputs
    }
}
