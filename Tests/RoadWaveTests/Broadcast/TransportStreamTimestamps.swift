/// The timestamps and continuity counters of a transport stream, read by the standard (ISO/IEC 13818-1), apart from the
/// code under test.
struct TransportStreamTimestamps {
    /// Of each PES packet, in 90 kHz ticks.
    private(set) var timestamps: [Int] = []
    /// Of each packet with a payload, by PID.
    private(set) var counters: [Int: [Int]] = [:]

    /// Nil when the bytes are not whole packets of 188 bytes.
    init?(_ bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: 188) else { return nil }
        for start in stride(from: 0, to: bytes.count, by: 188) {
            let packet = Array(bytes[start..<start + 188])
            guard packet[0] == 0x47 else { return nil }
            let identifier = Int(packet[1] & 0x1f) << 8 | Int(packet[2])
            guard packet[3] & 0x10 != 0 else { continue }
            counters[identifier, default: []].append(Int(packet[3] & 0x0f))
            let payload = packet[3] & 0x20 != 0 ? 5 + Int(packet[4]) : 4
            // A PES packet with a timestamp: start code 0x000001, PTS flag.
            guard packet[1] & 0x40 != 0, payload + 14 <= 188, packet[payload] == 0, packet[payload + 1] == 0,
                packet[payload + 2] == 1, packet[payload + 7] & 0x80 != 0
            else { continue }
            let field = packet[payload + 9..<payload + 14].map(Int.init)
            timestamps.append(
                (field[0] >> 1 & 7) << 30 | field[1] << 22 | (field[2] >> 1) << 15 | field[3] << 7 | field[4] >> 1)
        }
    }
}
