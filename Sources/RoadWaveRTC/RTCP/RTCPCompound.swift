/// A compound RTCP packet: the decrypted content of one datagram (RFC 3550 §6.1).
public struct RTCPCompound: Hashable, Sendable {
    /// The packets in order.
    public var packets: [RTCPPacket]

    /// A compound of these packets.
    public init(_ packets: [RTCPPacket]) {
        self.packets = packets
    }

    /// Reads a compound packet, also of reduced size (RFC 5506: feedback without a report before it).
    ///
    /// One bad packet makes the whole datagram invalid: its peer does not speak RTCP.
    ///
    /// - Throws: ``RTCPError``.
    public init(parsing bytes: [UInt8]) throws(RTCPError) {
        guard !bytes.isEmpty else { throw .truncated }
        packets = []
        var reader = ByteReader(bytes)
        while reader.remaining > 0 {
            guard let first = reader.readUInt8(), let type = reader.readUInt8(), let words = reader.readUInt16(),
                var body = reader.readBytes(Int(words) * 4)
            else { throw .truncated }
            guard first >> 6 == 2 else { throw .unsupportedVersion }
            // RFC 5761 §4: the range that distinguishes RTCP from RTP.
            guard (192...223).contains(type) else { throw .notRTCP }
            if first & 0x20 != 0 {
                // RFC 3550 §6.4.1: only the last packet of a compound may be padded.
                guard reader.remaining == 0, let padding = body.last, padding > 0, padding.isMultiple(of: 4),
                    Int(padding) <= body.count
                else { throw .badPadding }
                body.removeLast(Int(padding))
            }
            packets.append(try RTCPPacket(type: type, count: first & 0x1F, body: body))
        }
    }

    /// The bytes of the packets, without padding; `other` packets are left out.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        for packet in packets {
            guard let (type, count, body) = packet.encoded else { continue }
            bytes += [2 << 6 | count, type]
            bytes.append(bigEndian: UInt16(clamping: body.count / 4))
            bytes += body
        }
        return bytes
    }
}

/// Why bytes are not a compound RTCP packet (RFC 3550 §6.1, appendix A.2).
public enum RTCPError: Error, Hashable, Sendable {
    /// A header, a length or a count exceeds the datagram.
    case truncated
    /// The version is not 2.
    case unsupportedVersion
    /// Padding before the last packet, or padding of zero bytes, not a multiple of 4, or longer than the packet.
    case badPadding
    /// The text of a source description or of a goodbye is not UTF-8, or an item list has no end.
    case malformedText
    /// The first packet type is not one of RTCP.
    case notRTCP
}
