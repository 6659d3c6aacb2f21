/// The packets of one live that wait to be recorded.
/// See docs/decisions/recording.md, « A slow disk ».
struct RecordingBacklog {
    /// A packet and its place in the recording.
    struct Packet: Sendable {
        var bytes: [UInt8]
        /// In samples at 48 kHz, from its header.
        var duration: Int
        var time: MediaTime
    }

    /// The memory that waiting packets may take, in bytes. 32 KiB are 3.5 s of speech at 48 kbit/s. With as much again
    /// in pages, a disk may be absent for 10 s. A recorder never holds 100 KB, so 100 lives on a dead disk hold at most
    /// 10 MB.
    static let capacity = 32 * 1_024
    /// The memory of a packet beside its bytes: its element in the list and the header of its array.
    private static let overhead = 64

    private(set) var packets: [Packet] = []
    /// The memory that the packets take, in bytes.
    private(set) var size = 0

    /// Adds a packet.
    /// - Returns: false if it does not fit, and is missing from the recording.
    mutating func append(_ packet: Packet) -> Bool {
        let packetSize = packet.bytes.count + Self.overhead
        guard size + packetSize <= Self.capacity else { return false }
        packets.append(packet)
        size += packetSize
        return true
    }

    /// The duration of the packets without the last one, in samples at 48 kHz.
    var duration: Int {
        guard let first = packets.first, let last = packets.last else { return 0 }
        return last.time - first.time
    }

    /// Takes all packets.
    mutating func takeAll() -> [Packet] {
        defer { self = RecordingBacklog() }
        return packets
    }
}
