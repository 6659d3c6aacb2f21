/// Writes Opus packets as an Ogg Opus stream (RFC 7845), as they are, without decoding them.
///
/// It opens no file: ``flush()`` gives out bytes that are to be written after those given out before, and that can be
/// played up to there, whatever happens next.
public struct OggOpusWriter: Sendable {
    /// The granule position after the last packet: samples at 48 kHz, those of the pre-skip included.
    public private(set) var position: Int64 = 0

    private var pages: OggPageWriter
    /// The last packet, held back until another follows: the end of the stream may only be marked on a page on which a packet
    /// ends, which must not have been given out by then.
    private var last: (bytes: [UInt8], end: Int64)?
    private var tableOfContents: OpusTableOfContents?
    /// Samples filled since the last packet that was given.
    private var filled = 0

    /// A stream with its two headers.
    /// - Parameter serialNumber: tells the stream from others in the same file; any number will do where there is one.
    public init(head: OpusHead, tags: OpusTags, serialNumber: UInt32) {
        pages = OggPageWriter(serialNumber: serialNumber)
        // Each header has pages of its own, at granule position 0 (RFC 7845 section 3).
        pages.append(head.serialized(), endingAt: 0)
        pages.endPage()
        pages.append(tags.serialized(), endingAt: 0)
        pages.endPage()
    }

    /// The bytes of packets and full pages that wait to be given out.
    public var pendingSize: Int { pages.pendingSize + (last?.bytes.count ?? 0) }

    /// Adds a packet.
    /// - Throws: `malformed` when it breaks a rule of RFC 6716 section 3.4: its duration would be unknown.
    public mutating func append(_ packet: [UInt8]) throws(MediaError) {
        append(packet, lasting: try OpusPacket.duration(of: packet))
    }

    /// Adds a packet that was parsed before, as ``OpusPacket`` does.
    /// - Parameter duration: that of the packet, in samples at 48 kHz.
    public mutating func append(_ packet: [UInt8], lasting duration: Int) {
        tableOfContents = packet.first.map { OpusTableOfContents(byte: $0) }
        filled = 0
        append(packet, duration: duration)
    }

    /// Lets time pass without packets: decoders make up 100 ms of it, and play silence for the rest.
    /// - Parameter samples: at 48 kHz; what is over a multiple of 2.5 ms is left out.
    /// - Returns: the samples that were filled.
    @discardableResult
    public mutating func skip(samples: Int) -> Int {
        let gap = OpusGap.packets(samples: samples, after: tableOfContents, filled: filled)
        for packet in gap { append(packet.bytes, duration: packet.duration) }
        let duration = gap.reduce(0) { $0 + $1.duration }
        filled += duration
        return duration
    }

    /// Ends the page under way. All packets but the last are given out.
    /// - Returns: what is to be written next; empty when nothing is new.
    public mutating func flush() -> [UInt8] { pages.flush() }

    /// Ends the stream.
    /// - Parameter trimmed: samples at the end that are not to be played (RFC 7845 section 4.4), at most those of the last page:
    ///   what ended before cannot be shortened any more.
    /// - Returns: what is to be written last.
    public mutating func finish(trimming trimmed: Int = 0) -> [UInt8] {
        if let last { pages.append(last.bytes, endingAt: last.end) }
        last = nil
        return pages.finish(at: position - Int64(max(0, trimmed)))
    }

    private mutating func append(_ packet: [UInt8], duration: Int) {
        if let last { pages.append(last.bytes, endingAt: last.end) }
        position += Int64(duration)
        last = (packet, position)
    }
}
