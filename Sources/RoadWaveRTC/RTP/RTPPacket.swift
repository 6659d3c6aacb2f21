/// An RTP packet (RFC 3550 §5.1).
public struct RTPPacket: Hashable, Sendable {
    /// The header extension as on the wire (RFC 3550 §5.3.1), not interpreted.
    public struct HeaderExtension: Hashable, Sendable {
        /// 0xBEDE for the one-byte form of RFC 8285.
        public var profile: UInt16
        /// The content, a multiple of 4 bytes; the serialiser pads it with zeros.
        public var data: [UInt8]

        /// An extension with its content.
        public init(profile: UInt16, data: [UInt8]) {
            self.profile = profile
            self.data = data
        }
    }

    /// The marker bit: for audio, the first packet after a silence (RFC 3551 §4.1).
    public var marker: Bool
    /// 0…127, as negotiated.
    public var payloadType: UInt8
    /// Increases by one for each packet sent; wraps at 65,536.
    public var sequenceNumber: UInt16
    /// The sampling instant of the first sample, at 48 kHz for Opus (RFC 7587 §4.1); wraps.
    public var timestamp: UInt32
    /// The source of the stream.
    public var ssrc: UInt32
    /// At most 15 contributing sources.
    public var contributingSources: [UInt32]
    /// The header extension, if any.
    public var headerExtension: HeaderExtension?
    /// The payload without padding: one Opus packet.
    public var payload: [UInt8]

    /// A packet to send.
    public init(
        marker: Bool = false, payloadType: UInt8, sequenceNumber: UInt16, timestamp: UInt32, ssrc: UInt32,
        contributingSources: [UInt32] = [], headerExtension: HeaderExtension? = nil, payload: [UInt8]
    ) {
        self.marker = marker
        self.payloadType = payloadType
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.contributingSources = contributingSources
        self.headerExtension = headerExtension
        self.payload = payload
    }

    /// The size of the fixed header in bytes.
    public static let headerLength = 12

    /// Reads a whole decrypted datagram.
    ///
    /// - Throws: ``RTPError``.
    public init(parsing bytes: [UInt8]) throws(RTPError) {
        try self.init(parsing: bytes[...])
    }

    /// Reads a packet from part of a buffer.
    ///
    /// - Throws: ``RTPError``.
    public init(parsing bytes: ArraySlice<UInt8>) throws(RTPError) {
        var reader = ByteReader(bytes)
        guard let first = reader.readUInt8(), let second = reader.readUInt8(), let sequence = reader.readUInt16(),
            let timestamp = reader.readUInt32(), let ssrc = reader.readUInt32()
        else { throw .truncated }
        guard first >> 6 == 2 else { throw .unsupportedVersion }
        var contributing: [UInt32] = []
        for _ in 0..<(first & 0x0F) {
            guard let source = reader.readUInt32() else { throw .truncated }
            contributing.append(source)
        }
        var headerExtension: HeaderExtension?
        if first & 0x10 != 0 {
            guard let profile = reader.readUInt16(), let words = reader.readUInt16(),
                let data = reader.readBytes(Int(words) * 4)
            else { throw .truncated }
            headerExtension = HeaderExtension(profile: profile, data: Array(data))
        }
        var payload = reader.readRemaining()
        if first & 0x20 != 0 {
            guard let padding = payload.last, padding > 0, Int(padding) <= payload.count else { throw .badPadding }
            payload.removeLast(Int(padding))
        }
        self.init(
            marker: second & 0x80 != 0, payloadType: second & 0x7F, sequenceNumber: sequence, timestamp: timestamp,
            ssrc: ssrc, contributingSources: contributing, headerExtension: headerExtension, payload: Array(payload))
    }

    /// The bytes of the packet, without padding.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerLength + payload.count + 4 * contributingSources.count)
        let sources = contributingSources.prefix(15)
        bytes.append(2 << 6 | (headerExtension == nil ? 0 : 0x10) | UInt8(sources.count))
        bytes.append((marker ? 0x80 : 0) | payloadType & 0x7F)
        bytes.append(bigEndian: sequenceNumber)
        bytes.append(bigEndian: timestamp)
        bytes.append(bigEndian: ssrc)
        for source in sources { bytes.append(bigEndian: source) }
        if let headerExtension {
            let data = headerExtension.data.prefix(Int(UInt16.max) * 4)
            bytes.append(bigEndian: headerExtension.profile)
            bytes.append(bigEndian: UInt16((data.count + 3) / 4))
            bytes += data
            bytes += [UInt8](repeating: 0, count: -data.count & 3)
        }
        bytes += payload
        return bytes
    }
}

/// Why bytes are not an RTP packet (RFC 3550 §5.1).
public enum RTPError: Error, Hashable, Sendable {
    /// Shorter than its header, its CSRC list or its extension requires.
    case truncated
    /// The version is not 2.
    case unsupportedVersion
    /// The padding count is zero or larger than the payload.
    case badPadding
}
