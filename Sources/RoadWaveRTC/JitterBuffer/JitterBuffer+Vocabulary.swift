extension JitterBuffer {
    /// The bounds of a buffer.
    public struct Configuration: Hashable, Sendable {
        /// The least that a hole holds back what follows it, and the wait at the start, when nothing is known of the
        /// network yet. 60 ms cover three reordered packets of 20 ms.
        public var minimumDelay: Duration
        /// The most, whatever was learnt; at least ``minimumDelay``. 500 ms cover two retransmissions over the worst
        /// of mobile networks, and are a thirtieth of what a listener's player holds back.
        public var maximumDelay: Duration
        /// How many packets may wait behind holes; beyond it holes are given up early. 512 are 10 s at 20 ms: only a
        /// flood or an absurd ``minimumDelay`` gets there.
        public var capacity: Int
        /// The longest hole, in samples at 48 kHz, that is reported as a gap to fill; a longer one (or a timestamp
        /// that goes back) is a discontinuity, so that one forged timestamp cannot order hours of silence.
        public var maximumGap: Int

        /// 60 to 500 ms, 512 packets and 10 s unless told otherwise. What is out of order or negative is brought into
        /// bounds.
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

    /// What became of an inserted packet.
    public enum Insertion: Hashable, Sendable {
        /// It will come out.
        case accepted
        /// It was here already, or has come out.
        case duplicate
        /// It was waited for, and given up.
        case late
        /// Its sequence number is far from the stream's; if the next packet continues it, the stream has restarted
        /// (RFC 3550 appendix A.1).
        case outOfRange
        /// Nobody takes what is ready.
        case overflow
    }

    /// What comes out, in order.
    public enum Output: Hashable, Sendable {
        /// The next packet, and its length in samples.
        case media(RTPPacket, duration: Int)
        /// So many samples are missing; the packet that follows them, which may hold their in-band error correction,
        /// comes out next as media.
        case gap(samples: Int, before: RTPPacket)
        /// The timeline starts afresh with the next packet: nothing is known of the time between.
        case discontinuity(Discontinuity)
    }

    /// Why a timeline starts afresh.
    public enum Discontinuity: Hashable, Sendable {
        /// Another SSRC: the creator restarted its track or its application.
        case sourceChanged
        /// The sequence numbers jumped and went on from there.
        case sequenceRestarted
        /// The timestamp went back, or further forward than ``Configuration/maximumGap``.
        case timestampJumped
    }

    /// What happened so far.
    public struct Counters: Hashable, Sendable {
        /// Packets that came out.
        public var delivered = 0
        /// Sequence numbers that were given up.
        public var lost = 0
        /// Packets that came twice.
        public var duplicates = 0
        /// Packets that came after they had been given up.
        public var late = 0
        /// Packets far out of sequence.
        public var outOfRange = 0

        /// Nothing yet.
        public init() {}
    }
}
