/// What RFC 3611 adds to RTCP, as far as the round trip between a sender and one who only receives needs it.
public struct ExtendedReport: Hashable, Sendable {
    /// Who reports.
    public var ssrc: UInt32
    /// The blocks in order, without those of a kind or a length that is not known here.
    public var blocks: [Block]

    /// One block of the report.
    public enum Block: Hashable, Sendable {
        /// RRTR (§4.4): the receiver's clock when it sent this.
        case receiverReferenceTime(NTPTimestamp)
        /// DLRR (§4.5): for each receiver that was heard, which of its clock readings came last, and how long ago.
        case delaysSinceReference([DelaySinceReference])
    }

    /// Reports.
    public init(ssrc: UInt32, blocks: [Block]) {
        self.ssrc = ssrc
        self.blocks = blocks
    }
}

/// What a sender gives back of a receiver's clock (RFC 3611 §4.5).
public struct DelaySinceReference: Hashable, Sendable {
    /// The receiver whose clock it is.
    public var ssrc: UInt32
    /// The middle bits of the last NTP time that came from it; 0 when none came.
    public var lastReference: UInt32
    /// The time since that came, in 1/65,536 s.
    public var delay: UInt32

    /// Gives a clock reading back.
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

    /// Reads blocks up to the end; RFC 3611 §3 has those of an unknown type skipped by their length.
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
                // More than any datagram carries would overflow the length.
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
