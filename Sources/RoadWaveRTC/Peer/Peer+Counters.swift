extension Peer {
    /// What went through a peer since its beginning.
    public struct Counters: Equatable, Sendable {
        /// Datagrams taken from the network, dropped ones included.
        public internal(set) var datagramsReceived = 0
        /// Their bytes, without UDP and IP headers.
        public internal(set) var bytesReceived = 0
        /// Datagrams given to the network.
        public internal(set) var datagramsSent = 0
        /// Their bytes.
        public internal(set) var bytesSent = 0
        /// Media packets handed over.
        public internal(set) var mediaPackets = 0
        /// Sequence numbers asked for again, each time counted.
        public internal(set) var retransmissionsRequested = 0
        /// Dropped datagrams, by reason; one entry for each case at most.
        public internal(set) var dropped: [DropReason: Int] = [:]

        /// All dropped datagrams.
        public var totalDropped: Int { dropped.values.reduce(0, +) }
    }
}
