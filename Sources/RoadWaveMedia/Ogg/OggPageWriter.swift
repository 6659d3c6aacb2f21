/// Lays the packets of one stream on pages (RFC 3533 section 5).
///
/// A packet that fits on a page is never cut in two: a page that is torn takes no other page's packets with it.
struct OggPageWriter: Sendable {
    private let serialNumber: UInt32
    private var sequenceNumber: UInt32 = 0
    private var flags: OggPage.Flags = .first
    private var granulePosition = OggPage.noGranulePosition
    /// That of the last page on which a packet ended.
    private var closedPosition: Int64 = 0
    private var lacing: [UInt8] = []
    private var body: [UInt8] = []
    /// Pages that are full, as they are written.
    private var written: [UInt8] = []

    init(serialNumber: UInt32) {
        self.serialNumber = serialNumber
    }

    /// The bytes that wait to be taken, those of the page that is not full included.
    var pendingSize: Int { written.count + body.count }

    /// Adds a packet.
    /// - Parameter position: the granule position at its end.
    mutating func append(_ packet: [UInt8], endingAt position: Int64) {
        let segments = packet.count / OggPage.maximumSegmentSize + 1
        if lacing.count + segments > OggPage.maximumSegments, !lacing.isEmpty { closePage() }
        var rest = packet[...]
        for segment in 0..<segments {
            if lacing.count == OggPage.maximumSegments { closePage(within: segment > 0) }
            let bytes = rest.prefix(OggPage.maximumSegmentSize)
            // The last segment has fewer than 255 bytes, none if need be: that is how its end is told.
            lacing.append(UInt8(truncatingIfNeeded: bytes.count))
            body += bytes
            rest = rest.dropFirst(bytes.count)
        }
        granulePosition = position
    }

    /// Ends the page under way: the next packet begins another one.
    mutating func endPage() {
        if !lacing.isEmpty { closePage() }
    }

    /// Ends the page under way, and gives out what was not given out yet.
    mutating func flush() -> [UInt8] {
        endPage()
        defer { written = [] }
        return written
    }

    /// Ends the stream with the page under way.
    /// - Parameter position: the granule position of the end; what was said to be on earlier pages stays.
    mutating func finish(at position: Int64) -> [UInt8] {
        if granulePosition != OggPage.noGranulePosition { granulePosition = max(position, closedPosition) }
        flags.insert(.last)
        closePage()
        return flush()
    }

    private mutating func closePage(within packet: Bool = false) {
        let page = OggPage(
            flags: flags, granulePosition: granulePosition, serialNumber: serialNumber, sequenceNumber: sequenceNumber,
            lacing: lacing, body: body)
        written += page.serialized()
        if granulePosition != OggPage.noGranulePosition { closedPosition = granulePosition }
        flags = packet ? .continued : []
        granulePosition = OggPage.noGranulePosition
        sequenceNumber &+= 1
        lacing.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
    }
}
