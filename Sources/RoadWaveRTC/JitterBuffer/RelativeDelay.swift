/// How much longer a packet travelled than the fastest one of the last seconds.
///
/// The clocks of sender and receiver are unrelated, so only differences of travel times can be measured. Compared with
/// the fastest recent packet they are delays, and the drift between the clocks does not accumulate.
struct RelativeDelay: Sendable {
    /// How long the fastest packet is the reference: between this and twice as long.
    private static let window: Duration = .seconds(2)
    /// A difference beyond this is not a delay: a clock was set, or stopped while the creator was silent.
    private static let limit: Duration = .seconds(10)
    /// RFC 7587 §4.1: the RTP clock of Opus.
    private static let clockRate: Int64 = 48_000

    private struct Packet {
        var timestamp: UInt32
        var arrival: MonotonicTime
    }

    /// The fastest packets of this window and of the previous one.
    private var fastest: Packet?
    private var fastestBefore: Packet?
    private var windowStart: MonotonicTime?

    /// The delay of a packet that arrives now; zero for the fastest.
    mutating func measure(timestamp: UInt32, now: MonotonicTime) -> Duration {
        turnWindow(now)
        let packet = Packet(timestamp: timestamp, arrival: now)
        let delays = [fastest, fastestBefore].compactMap { $0.map { Self.delay(of: packet, after: $0) } }
        guard let delay = delays.max(), delay <= Self.limit, delay >= .zero - Self.limit else {
            self = RelativeDelay()
            fastest = packet
            windowStart = now
            return .zero
        }
        if fastest.map({ Self.delay(of: packet, after: $0) <= .zero }) ?? true { fastest = packet }
        return max(.zero, delay)
    }

    private mutating func turnWindow(_ now: MonotonicTime) {
        guard let start = windowStart, now - start < Self.window else {
            fastestBefore = fastest
            fastest = nil
            windowStart = now
            return
        }
    }

    private static func delay(of packet: Packet, after reference: Packet) -> Duration {
        // Modulo 2^32, so that a wrap of the timestamp is not a jump.
        let samples = Int64(Int32(bitPattern: packet.timestamp &- reference.timestamp))
        return packet.arrival - reference.arrival - .nanoseconds(samples * 1_000_000_000 / clockRate)
    }
}
