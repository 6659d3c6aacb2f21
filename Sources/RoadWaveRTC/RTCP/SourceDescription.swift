/// A source's description of itself (RFC 3550 §6.5).
public struct SourceDescription: Hashable, Sendable {
    /// The source.
    public var ssrc: UInt32
    /// Its canonical name, the same for all its streams; at most 255 bytes of UTF-8. Other items are not kept.
    public var canonicalName: String?

    /// Creates a description.
    public init(ssrc: UInt32, canonicalName: String?) {
        self.ssrc = ssrc
        self.canonicalName = canonicalName
    }
}

extension SourceDescription {
    private static let endOfItems: UInt8 = 0
    private static let canonicalNameItem: UInt8 = 1

    /// Reads one chunk: an SSRC, items, and one to four zeros up to the next 32-bit word.
    init(_ reader: inout ByteReader) throws(RTCPError) {
        let start = reader.offset
        guard let ssrc = reader.readUInt32() else { throw .truncated }
        var name: String?
        while true {
            guard let item = reader.readUInt8() else { throw .malformedText }
            guard item != SourceDescription.endOfItems else { break }
            guard let length = reader.readUInt8(), let text = reader.readBytes(Int(length)) else { throw .truncated }
            guard item == SourceDescription.canonicalNameItem else { continue }
            guard let valid = String(validating: text, as: UTF8.self) else { throw .malformedText }
            name = valid
        }
        guard reader.skip(-(reader.offset - start) & 3) else { throw .truncated }
        self.init(ssrc: ssrc, canonicalName: name)
    }

    func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(bigEndian: ssrc)
        if let canonicalName {
            let text = canonicalName.utf8.prefix(255)
            bytes += [SourceDescription.canonicalNameItem, UInt8(text.count)]
            bytes += text
        }
        bytes.append(SourceDescription.endOfItems)
        bytes += repeatElement(SourceDescription.endOfItems, count: -(bytes.count - start) & 3)
    }
}

/// Sources that leave (RFC 3550 §6.6).
/// See docs/decisions/webrtc.md, « Only `DELETE` ends a live on purpose ».
public struct Goodbye: Hashable, Sendable {
    /// The sources; at most 31.
    public var sources: [UInt32]
    /// The reason, for a log; at most 255 bytes of UTF-8.
    public var reason: String?

    /// Creates a goodbye.
    public init(sources: [UInt32], reason: String? = nil) {
        self.sources = sources
        self.reason = reason
    }
}
