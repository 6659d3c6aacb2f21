/// The part of RFC 3611 that measures the round trip between a sender and a mere receiver.
public struct ExtendedReport: Hashable, Sendable {
    /// The source of the report.
    public var ssrc: UInt32
    /// The blocks in order, without blocks of an unknown type or length.
    public var blocks: [Block]

    /// One block of the report.
    public enum Block: Hashable, Sendable {
        /// RRTR (§4.4): the receiver's clock when it sent the report.
        case receiverReferenceTime(NTPTimestamp)
        /// DLRR (§4.5): for each receiver, its last clock reading and the time since then.
        case delaysSinceReference([DelaySinceReference])
    }

    /// Creates a report.
    public init(ssrc: UInt32, blocks: [Block]) {
        self.ssrc = ssrc
        self.blocks = blocks
    }
}

/// A receiver's clock reading, returned by a sender (RFC 3611 §4.5).
public struct DelaySinceReference: Hashable, Sendable {
    /// The receiver that owns the clock.
    public var ssrc: UInt32
    /// The middle bits of its last NTP time; 0 if there was none.
    public var lastReference: UInt32
    /// The time since that reading came, in 1/65,536 s.
    public var delay: UInt32

    /// Creates the block of one receiver.
    public init(ssrc: UInt32, lastReference: UInt32, delay: UInt32) {
        self.ssrc = ssrc
        self.lastReference = lastReference
        self.delay = delay
    }
}

extension ExtendedReport {
    private enum BlockType {
        static let receiverReferenceTime: UInt8 = 4
        static let delaysSinceReference: UInt8 = 5
    }

    /// The words of a delay: SSRC, reference, delay.
    private static let wordsOfDelay = 3

    /// Reads blocks up to the end. RFC 3611 §3: a block of an unknown type is skipped by its length.
    init(_ reader: inout ByteReader) throws(RTCPError) {
        guard let ssrc = reader.readUInt32() else { throw .truncated }
        var blocks: [Block] = []
        while reader.remaining > 0 {
            guard let type = reader.readUInt8(), reader.skip(1), let words = reader.readUInt16(),
                let content = reader.readBytes(Int(words) * 4)
            else { throw .truncated }
            if let block = Self.block(type, content) { blocks.append(block) }
        }
        self.init(ssrc: ssrc, blocks: blocks)
    }

    private static func block(_ type: UInt8, _ content: ArraySlice<UInt8>) -> Block? {
        var reader = ByteReader(content)
        switch type {
        case BlockType.receiverReferenceTime:
            guard content.count == 8, let ntp = reader.readUInt64() else { return nil }
            return .receiverReferenceTime(NTPTimestamp(rawValue: ntp))
        case BlockType.delaysSinceReference:
            guard content.count.isMultiple(of: wordsOfDelay * 4) else { return nil }
            var delays: [DelaySinceReference] = []
            while let ssrc = reader.readUInt32(), let reference = reader.readUInt32(), let delay = reader.readUInt32() {
                delays.append(DelaySinceReference(ssrc: ssrc, lastReference: reference, delay: delay))
            }
            return .delaysSinceReference(delays)
        default:
            return nil
        }
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: ssrc)
        for block in blocks {
            switch block {
            case .receiverReferenceTime(let ntp):
                bytes += [BlockType.receiverReferenceTime, 0, 0, 2]
                bytes.append(bigEndian: ntp.rawValue)
            case .delaysSinceReference(let delays):
                // A longer block, which no datagram carries, would overflow the length.
                let delays = delays.prefix(Int(UInt16.max) / Self.wordsOfDelay)
                bytes += [BlockType.delaysSinceReference, 0]
                bytes.append(bigEndian: UInt16(delays.count * Self.wordsOfDelay))
                for delay in delays {
                    bytes.append(bigEndian: delay.ssrc)
                    bytes.append(bigEndian: delay.lastReference)
                    bytes.append(bigEndian: delay.delay)
                }
            }
        }
    }
}
