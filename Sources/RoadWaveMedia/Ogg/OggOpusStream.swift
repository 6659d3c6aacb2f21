/// One Ogg Opus stream, page by page: its headers, and where each packet lies in time.
///
/// Granule positions say the time at the end of each page (RFC 7845 section 4). Where one lies further on than the packets
/// reach, something is missing, and the packets keep their time. Where one lies further back, it is not believed.
struct OggOpusStream: Sendable {
    /// How the stream is to be decoded; nil until it was read.
    private(set) var head: OpusHead?
    /// What is said about it; nil until it was read.
    private(set) var tags: OpusTags?
    /// Whether the end of the stream was read.
    private(set) var isFinished = false
    /// Samples of the last packets that are not to be played (RFC 7845 section 4.4).
    private(set) var trimmedSamples = 0
    /// Pages that should be there and are not.
    private(set) var missingPages = 0
    /// Packets that break RFC 6716: they are left out.
    private(set) var malformedPackets = 0
    /// Which of the streams in the file it is; nil until its first page was read.
    private(set) var serialNumber: UInt32?

    /// Those that are taken for positions, up to 200 thousand years: sums with them cannot overflow.
    private static let granulePositions: ClosedRange<Int64> = 0...(1 << 58)
    /// Steps of less than the shortest packet, 2.5 ms, are rounding, not a hole.
    private static let smallestGap: Int64 = 120

    private var assembler = OggPacketAssembler()
    private var nextSequenceNumber: UInt32 = 0
    private var hasPassedTags = false
    /// Where the next packet begins; nil until the first packets were placed.
    private var position: Int64?
    /// What is added to granule positions: not 0 once one went back.
    private var shift: Int64 = 0

    /// Takes the next page of the file.
    /// - Returns: the packets that end on it; none when the page is another stream's.
    /// - Throws: `malformed` or `unsupported` when the headers are not those of Ogg Opus.
    mutating func take(_ page: OggPage) throws(MediaError) -> [OggOpusReader.Packet] {
        if serialNumber == nil, page.flags.contains(.first) { serialNumber = page.serialNumber }
        guard page.serialNumber == serialNumber else { return [] }
        let missed = page.sequenceNumber &- nextSequenceNumber
        // A page that comes twice, or too late, is no step of 4 thousand million.
        guard missed < UInt32.max / 2 else { return [] }
        missingPages += Int(missed)
        nextSequenceNumber = page.sequenceNumber &+ 1
        let packets = assembler.packets(endingOn: page, isNext: missed == 0)
        let media = try takeHeaders(packets)
        defer { isFinished = page.flags.contains(.last) }
        return place(
            media, endingAt: page.granulePosition, isLast: page.flags.contains(.last), isNext: missed == 0)
    }

    /// The packets of a page that are not headers.
    private mutating func takeHeaders(_ packets: [[UInt8]]) throws(MediaError) -> ArraySlice<[UInt8]> {
        var rest = packets[...]
        if head == nil, let first = rest.popFirst() { head = try OpusHead(parsing: first) }
        guard head != nil, !hasPassedTags, let second = rest.first else { return rest }
        hasPassedTags = true
        // The page of the comments may be among those that are missing: sound follows, which is worth more.
        if missingPages > 0, !second.starts(with: OpusTags.magic) { return rest }
        tags = try OpusTags(parsing: second)
        return rest.dropFirst()
    }

    /// Where the packets of a page begin.
    private mutating func place(
        _ packets: ArraySlice<[UInt8]>, endingAt granulePosition: Int64, isLast: Bool, isNext: Bool
    ) -> [OggOpusReader.Packet] {
        var placed: [OggOpusReader.Packet] = []
        for bytes in packets {
            guard let duration = try? OpusPacket.duration(of: bytes) else {
                malformedPackets += 1
                continue
            }
            placed.append(OggOpusReader.Packet(bytes: bytes, position: 0, duration: duration))
        }
        let length = placed.reduce(0) { $0 + Int64($1.duration) }
        // A page on which no packet ends has no position, whatever it says (RFC 3533 section 6).
        let end = length > 0 && Self.granulePositions.contains(granulePosition) ? granulePosition : nil
        var start = start(of: length, endingAt: end, isLast: isLast, isNext: isNext)
        for index in placed.indices {
            placed[index].position = start
            start += Int64(placed[index].duration)
        }
        if end != nil || position != nil { position = start }
        if isLast, let end { trimmedSamples = Int(min(max(0, start - (end + shift)), length)) }
        return placed
    }

    /// Where packets of together `length` samples begin.
    private mutating func start(of length: Int64, endingAt end: Int64?, isLast: Bool, isNext: Bool) -> Int64 {
        guard let position else {
            // A recording may begin late (RFC 7845 section 4.3); one that ends on its first page may be trimmed instead.
            return isLast && missingPages == 0 ? 0 : max(0, (end ?? 0) - length)
        }
        guard let end else { return position }
        let told = end + shift - length
        guard told <= Self.granulePositions.upperBound else { return position }
        if told - position >= Self.smallestGap || !isNext && told > position { return told }
        // The last page may end earlier than its packets. Any other that goes back counts from here on.
        if told < position, !isLast { shift += position - told }
        return position
    }
}
