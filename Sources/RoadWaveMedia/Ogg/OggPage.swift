/// A page of an Ogg stream (RFC 3533 section 6): whole packets or parts of them, cut in segments of up to 255 bytes.
struct OggPage: Hashable, Sendable {
    /// What the header says beside numbers.
    struct Flags: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        /// The page begins with the rest of a packet.
        static let continued = Flags(rawValue: 0x01)
        /// The first page of the stream.
        static let first = Flags(rawValue: 0x02)
        /// The last page of the stream.
        static let last = Flags(rawValue: 0x04)
    }

    /// The four bytes that every page begins with.
    static let capturePattern = Array("OggS".utf8)
    /// The bytes of a header before its lacing values.
    static let fixedHeaderSize = 27
    /// A byte counts the segments.
    static let maximumSegments = 255
    /// A lacing value of 255 says that the packet goes on in the next segment.
    static let maximumSegmentSize = 255
    /// The largest page, 65,307 bytes.
    static let maximumSize = fixedHeaderSize + maximumSegments + maximumSegments * maximumSegmentSize
    /// The granule position of a page on which no packet ends.
    static let noGranulePosition: Int64 = -1

    var flags: Flags
    /// The time at the end of the last packet that ends on the page; for Opus, in samples at 48 kHz.
    var granulePosition: Int64
    /// Which of the streams in the file the page belongs to.
    var serialNumber: UInt32
    /// The number of the page in its stream, from 0.
    var sequenceNumber: UInt32
    /// The size of each segment, at most ``maximumSegments`` of them.
    var lacing: [UInt8]
    /// The segments, one after the other.
    var body: [UInt8]

    /// The page as it is written.
    func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.fixedHeaderSize + lacing.count + body.count)
        bytes += Self.capturePattern
        bytes += [0, flags.rawValue]
        bytes.append(littleEndian: UInt64(bitPattern: granulePosition))
        bytes.append(littleEndian: serialNumber)
        bytes.append(littleEndian: sequenceNumber)
        let checksumOffset = bytes.count
        // The checksum is made with its own field at 0.
        bytes.append(littleEndian: UInt32(0))
        bytes.append(UInt8(truncatingIfNeeded: lacing.count))
        bytes += lacing
        bytes += body
        let checksum = OggChecksum.of(bytes)
        for index in 0..<4 { bytes[checksumOffset + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
        return bytes
    }
}
