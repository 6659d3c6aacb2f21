import RoadWaveRTC

/// What a jitter buffer has to do, written as plainly as it can be said, without a thought for cost: all packets are kept
/// for ever by their number, and at each question the whole stream is gone through from the beginning.
struct ReferenceBuffer {
    private struct Arrival {
        var packet: RTPPacket
        var time: MonotonicTime
    }

    private var arrivals: [Int: Arrival] = [:]
    /// Numbers that came out or were given up: all below it.
    private var next: Int?
    private var endTimestamp: UInt32?
    private let duration: Int
    private let beginning: Duration

    /// - Parameter beginning: how long the first packets wait for earlier ones.
    init(duration: Int, beginning: Duration) {
        self.duration = duration
        self.beginning = beginning
    }

    mutating func insert(_ number: Int, _ packet: RTPPacket, now: MonotonicTime) -> JitterBuffer.Insertion {
        if arrivals[number] != nil { return .duplicate }
        if let next, number < next { return .late }
        arrivals[number] = Arrival(packet: packet, time: now)
        return .accepted
    }

    /// All that comes out now, where holes are waited for as long as `patience`.
    mutating func drain(patience: Duration, now: MonotonicTime) -> [JitterBuffer.Output] {
        var outputs: [JitterBuffer.Output] = []
        while true {
            let waiting = arrivals.filter { $0.key >= next ?? .min }
            guard let first = waiting.keys.min(), let arrival = waiting[first] else { return outputs }
            // A hole is noticed when the first packet beyond it arrives.
            let noticed = waiting.values.map(\.time).min() ?? now
            guard first == next || now >= noticed + (next == nil ? beginning : patience) else { return outputs }
            if let endTimestamp, endTimestamp != arrival.packet.timestamp {
                let missing = Int(arrival.packet.timestamp &- endTimestamp)
                outputs.append(.gap(samples: missing, before: arrival.packet))
            }
            outputs.append(.media(arrival.packet, duration: duration))
            endTimestamp = arrival.packet.timestamp &+ UInt32(duration)
            next = first + 1
        }
    }
}
