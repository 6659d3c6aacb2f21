/// Puts the packets of one stream together from its pages (RFC 3533 section 5).
struct OggPacketAssembler: Sendable {
    /// The largest packet that is put together: what RFC 7845 section 6 lets a reader take as the limit for one Opus stream.
    /// A larger one is left out, so that a hostile file does not choose how much memory it takes.
    static let maximumPacketSize = 61_440

    /// The beginning of a packet that goes on on the next page; nil when none does, or when its beginning is missing.
    private var partial: [UInt8]?

    /// The packets that end on a page, in order.
    /// - Parameter isNext: whether the page is the one after the last.
    mutating func packets(endingOn page: OggPage, isNext: Bool) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var packet: [UInt8]? = []
        if page.flags.contains(.continued) { packet = isNext ? partial : nil }
        partial = nil
        var position = 0
        for size in page.lacing {
            packet?.append(contentsOf: page.body[position..<position + Int(size)])
            if let count = packet?.count, count > Self.maximumPacketSize { packet = nil }
            position += Int(size)
            guard size < OggPage.maximumSegmentSize else { continue }
            if let packet { packets.append(packet) }
            packet = []
        }
        // Only the last segment tells whether the packet goes on: an empty one that does not has just begun above.
        if page.lacing.last == UInt8(OggPage.maximumSegmentSize) { partial = packet }
        return packets
    }
}
