/// One packet of a compound RTCP packet (RFC 3550 §6).
public enum RTCPPacket: Hashable, Sendable {
    /// SR: a sender's report.
    case senderReport(SenderReport)
    /// RR: a receiver's report.
    case receiverReport(ReceiverReport)
    /// SDES: at most 31 descriptions.
    case sourceDescription([SourceDescription])
    /// BYE: sources leave.
    case goodbye(Goodbye)
    /// RTPFB 1: packets are missing.
    case genericNACK(GenericNACK)
    /// XR: what RFC 3611 adds.
    case extendedReport(ExtendedReport)
    /// Any other packet, skipped: picture loss (PSFB), transport-cc (RTPFB 15), APP. `format` is the 5-bit field that
    /// is a count in other packets.
    case other(type: UInt8, format: UInt8)

    /// The registered packet types (IANA, RTCP Control Packet Types).
    enum PacketType {
        static let senderReport: UInt8 = 200
        static let receiverReport: UInt8 = 201
        static let sourceDescription: UInt8 = 202
        static let goodbye: UInt8 = 203
        static let transportFeedback: UInt8 = 205
        static let extendedReport: UInt8 = 207
    }

    /// RFC 4585 §6.2: the format of a generic NACK among transport feedback.
    static let genericNACKFormat: UInt8 = 1
}

extension RTCPPacket {
    /// Reads the body of a packet with this `type` and `count` in its header.
    init(type: UInt8, count: UInt8, body: ArraySlice<UInt8>) throws(RTCPError) {
        var reader = ByteReader(body)
        switch (type, count) {
        case (PacketType.senderReport, _):
            guard let ssrc = reader.readUInt32(), let ntp = reader.readUInt64(), let rtp = reader.readUInt32(),
                let packets = reader.readUInt32(), let octets = reader.readUInt32()
            else { throw .truncated }
            self = .senderReport(
                SenderReport(
                    ssrc: ssrc, ntp: NTPTimestamp(rawValue: ntp), rtpTimestamp: rtp, packetCount: packets,
                    octetCount: octets, reports: try RTCPPacket.reports(count, &reader)))
        case (PacketType.receiverReport, _):
            guard let ssrc = reader.readUInt32() else { throw .truncated }
            self = .receiverReport(ReceiverReport(ssrc: ssrc, reports: try RTCPPacket.reports(count, &reader)))
        case (PacketType.sourceDescription, _):
            var descriptions: [SourceDescription] = []
            for _ in 0..<count { descriptions.append(try SourceDescription(&reader)) }
            self = .sourceDescription(descriptions)
        case (PacketType.goodbye, _):
            self = .goodbye(try RTCPPacket.goodbye(count, &reader))
        case (PacketType.transportFeedback, RTCPPacket.genericNACKFormat):
            guard let nack = GenericNACK(&reader) else { throw .truncated }
            self = .genericNACK(nack)
        case (PacketType.extendedReport, _):
            self = .extendedReport(try ExtendedReport(&reader))
        default:
            self = .other(type: type, format: count)
        }
    }

    private static func reports(_ count: UInt8, _ reader: inout ByteReader) throws(RTCPError) -> [ReportBlock] {
        var reports: [ReportBlock] = []
        for _ in 0..<count {
            guard let report = ReportBlock(&reader) else { throw .truncated }
            reports.append(report)
        }
        return reports
    }

    private static func goodbye(_ count: UInt8, _ reader: inout ByteReader) throws(RTCPError) -> Goodbye {
        var sources: [UInt32] = []
        for _ in 0..<count {
            guard let source = reader.readUInt32() else { throw .truncated }
            sources.append(source)
        }
        guard let length = reader.readUInt8() else { return Goodbye(sources: sources) }
        guard let text = reader.readBytes(Int(length)) else { throw .truncated }
        guard let reason = String(validating: text, as: UTF8.self) else { throw .malformedText }
        return Goodbye(sources: sources, reason: reason)
    }
}

extension RTCPPacket {
    /// The type, the count or format, and the body; `nil` for `other`, which is only read.
    var encoded: (type: UInt8, count: UInt8, body: [UInt8])? {
        var body: [UInt8] = []
        switch self {
        case .senderReport(let report):
            body.append(bigEndian: report.ssrc)
            body.append(bigEndian: report.ntp.rawValue)
            body.append(bigEndian: report.rtpTimestamp)
            body.append(bigEndian: report.packetCount)
            body.append(bigEndian: report.octetCount)
            let blocks = report.reports.prefix(31)
            for block in blocks { block.append(to: &body) }
            return (PacketType.senderReport, UInt8(blocks.count), body)
        case .receiverReport(let report):
            body.append(bigEndian: report.ssrc)
            let blocks = report.reports.prefix(31)
            for block in blocks { block.append(to: &body) }
            return (PacketType.receiverReport, UInt8(blocks.count), body)
        case .sourceDescription(let descriptions):
            let chunks = descriptions.prefix(31)
            for chunk in chunks { chunk.append(to: &body) }
            return (PacketType.sourceDescription, UInt8(chunks.count), body)
        case .goodbye(let goodbye):
            let sources = goodbye.sources.prefix(31)
            for source in sources { body.append(bigEndian: source) }
            if let text = goodbye.reason?.utf8.prefix(255) {
                body.append(UInt8(text.count))
                body += text
                body += repeatElement(0, count: -body.count & 3)
            }
            return (PacketType.goodbye, UInt8(sources.count), body)
        case .genericNACK(let nack):
            nack.append(to: &body)
            return (PacketType.transportFeedback, RTCPPacket.genericNACKFormat, body)
        case .extendedReport(let report):
            report.append(to: &body)
            return (PacketType.extendedReport, 0, body)
        case .other:
            return nil
        }
    }
}
