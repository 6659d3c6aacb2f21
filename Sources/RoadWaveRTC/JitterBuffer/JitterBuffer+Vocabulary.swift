extension JitterBuffer {
    /// The bounds of a buffer.
    public struct Configuration: Hashable, Sendable {
        /// The minimum wait for a hole, and the initial wait, before anything is known of the network. 60 ms cover
        /// three reordered packets of 20 ms.
        public var minimumDelay: Duration
        /// The maximum wait, whatever the measurements; at least ``minimumDelay``. 500 ms cover two retransmissions on
        /// the worst mobile networks, and are a thirtieth of a player's hold-back.
        public var maximumDelay: Duration
        /// How many packets may wait behind holes. Beyond it, holes are given up early. 512 packets are 10 s at 20 ms:
        /// only a flood or an absurd ``minimumDelay`` reaches that.
        public var capacity: Int
        /// The longest hole that is reported as a gap to fill, in samples at 48 kHz. A longer hole, or a timestamp that
        /// goes back, is a discontinuity: one forged timestamp cannot cause hours of silence.
        public var maximumGap: Int

        /// 60 to 500 ms, 512 packets and 10 s by default. Negative values, and a maximum below the minimum, are
        /// corrected.
        public init(
            minimumDelay: Duration = .milliseconds(60), maximumDelay: Duration = .milliseconds(500),
            capacity: Int = 512, maximumGap: Int = 480_000
        ) {
            self.minimumDelay = max(.zero, minimumDelay)
            self.maximumDelay = max(self.minimumDelay, maximumDelay)
            self.capacity = max(1, capacity)
            self.maximumGap = max(0, maximumGap)
        }
    }

    /// The result of an insertion.
    public enum Insertion: Hashable, Sendable {
        /// It will be delivered.
        case accepted
        /// It is already waiting, or was delivered.
        case duplicate
        /// It was given up after a wait.
        case late
        /// Its sequence number is far from the stream's; if the next packet continues it, the stream has restarted
        /// (RFC 3550 appendix A.1).
        case outOfRange
        /// The owner does not take the packets that are ready.
        case overflow
    }

    /// The outputs, in order.
    public enum Output: Hashable, Sendable {
        /// The next packet, and its length in samples.
        case media(RTPPacket, duration: Int)
        /// This many samples are missing. The next packet may hold their in-band error correction, and is the next
        /// output.
        case gap(samples: Int, before: RTPPacket)
        /// The timeline starts again with the next packet: the time between is unknown.
        case discontinuity(Discontinuity)
    }

    /// Why a timeline starts again.
    public enum Discontinuity: Hashable, Sendable {
        /// Another SSRC: the creator restarted its track or its application.
        case sourceChanged
        /// The sequence numbers jumped and continued from there.
        case sequenceRestarted
        /// The timestamp went back, or further forward than ``Configuration/maximumGap``.
        case timestampJumped
    }

    /// Counts since the start.
    public struct Counters: Hashable, Sendable {
        /// Delivered packets.
        public var delivered = 0
        /// Sequence numbers that were given up.
        public var lost = 0
        /// Repeated packets.
        public var duplicates = 0
        /// Packets that came after they were given up.
        public var late = 0
        /// Packets far out of sequence.
        public var outOfRange = 0

        /// All zero.
        public init() {}
    }
}
