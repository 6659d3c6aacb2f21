/// The 188-byte packets of a transport stream (ISO/IEC 13818-1 section 2.4.3.2).
enum TransportStreamPackets {
    static let size = 188
    /// The service description table: the name of a television channel (ETSI EN 300 468), of no use in HLS.
    private static let serviceDescription = 0x11

    /// The same stream without the service description that libavformat writes before PAT and PMT, so that these
    /// two come first, as HLS asks (RFC 8216 section 3.2). Counters are per PID: the other packets are untouched.
    static func removingServiceDescription(from stream: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(stream.count)
        for start in stride(from: 0, through: stream.count - size, by: size) {
            let identifier = Int(stream[start + 1] & 0x1f) << 8 | Int(stream[start + 2])
            if identifier != serviceDescription { kept.append(contentsOf: stream[start..<start + size]) }
        }
        return kept
    }
}
