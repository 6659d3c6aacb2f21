/// Reads an Ogg Opus stream (RFC 7845) from bytes that come piece by piece, such as those of a recording whose writer was
/// killed: all that is whole is read, what is torn is passed over.
///
/// ```swift
/// var reader = OggOpusReader()
/// reader.append(bytes)
/// while let packet = try reader.next() { … }
/// ```
///
/// Of a file with several streams the first is read. Nothing in a file can make it trap, or keep more than a page and a packet.
public struct OggOpusReader: Sendable {
    /// A packet as it was written.
    public struct Packet: Hashable, Sendable {
        /// The Opus packet.
        public var bytes: [UInt8]
        /// Where it begins, in samples at 48 kHz from the start of the stream, those of the pre-skip included.
        public var position: Int64
        /// Its length in samples at 48 kHz.
        public var duration: Int
    }

    /// How the stream is to be decoded; nil until it was read.
    public private(set) var head: OpusHead?
    /// What is said about it; nil until it was read.
    public private(set) var tags: OpusTags?
    /// Whether the end of the stream was read. A recording that was killed has none.
    public private(set) var isFinished = false
    /// Samples of the last packets that are not to be played (RFC 7845 section 4.4).
    public private(set) var trimmedSamples = 0
    /// Pages that should be there and are not.
    public private(set) var missingPages = 0
    /// Packets that break RFC 6716: they are left out.
    public private(set) var malformedPackets = 0

    /// Those that are taken for positions, up to 200 thousand years: sums with them cannot overflow.
    private static let granulePositions: ClosedRange<Int64> = 0...(1 << 58)

    private var scanner = OggPageScanner()
    private var assembler = OggPacketAssembler()
    private var serialNumber: UInt32?
    private var nextSequenceNumber: UInt32 = 0
    /// Where the next packet begins; nil until a granule position tells, at the start and where pages are missing.
    private var position: Int64?
    /// The packets of the last page, at most 255; the next one last.
    private var waiting: [Packet] = []

    /// A reader that has read nothing.
    public init() {}

    /// Bytes that belong to no page.
    public var skippedBytes: Int { scanner.skippedBytes }

    /// Adds the bytes that follow those added before.
    public mutating func append(_ bytes: some Collection<UInt8>) { scanner.append(bytes) }

    /// No more bytes will come.
    public mutating func finish() { scanner.finish() }

    /// The next packet; nil when more bytes are needed, or the stream is over.
    /// - Throws: `malformed` when the headers are not those of Ogg Opus, or too much is damaged.
    public mutating func next() throws(MediaError) -> Packet? {
        while waiting.isEmpty, !isFinished, let page = try scanner.next() {
            try take(page)
        }
        return waiting.popLast()
    }

    private mutating func take(_ page: OggPage) throws(MediaError) {
        if serialNumber == nil, page.flags.contains(.first) { serialNumber = page.serialNumber }
        guard page.serialNumber == serialNumber else { return }
        let missed = page.sequenceNumber &- nextSequenceNumber
        // A page that comes twice, or too late, is no step of 4 thousand million.
        guard missed < UInt32.max / 2 else { return }
        if missed > 0 {
            missingPages += Int(missed)
            position = nil
        }
        nextSequenceNumber = page.sequenceNumber &+ 1
        let packets = assembler.packets(endingOn: page, isNext: missed == 0)
        let media = try takeHeaders(packets)
        waiting = place(media, endingAt: page.granulePosition, isLast: page.flags.contains(.last)).reversed()
        isFinished = page.flags.contains(.last)
    }

    /// The packets of a page that are not headers.
    private mutating func takeHeaders(_ packets: [[UInt8]]) throws(MediaError) -> ArraySlice<[UInt8]> {
        var rest = packets[...]
        if head == nil, let first = rest.popFirst() { head = try OpusHead(parsing: first) }
        if head != nil, tags == nil, let second = rest.popFirst() { tags = try OpusTags(parsing: second) }
        return rest
    }

    /// Where the packets of a page begin.
    private mutating func place(
        _ packets: ArraySlice<[UInt8]>, endingAt granulePosition: Int64, isLast: Bool
    ) -> [Packet] {
        var placed: [Packet] = []
        for bytes in packets {
            guard let duration = try? OpusPacket.duration(of: bytes) else {
                malformedPackets += 1
                continue
            }
            placed.append(Packet(bytes: bytes, position: 0, duration: duration))
        }
        let length = placed.reduce(0) { $0 + Int64($1.duration) }
        let end = Self.granulePositions.contains(granulePosition) ? granulePosition : nil
        // A recording may begin late (RFC 7845 section 4.3); one that ends on its first page may be trimmed instead.
        var start = position ?? (isLast && missingPages == 0 ? 0 : max(0, (end ?? 0) - length))
        for index in placed.indices {
            placed[index].position = start
            start += Int64(placed[index].duration)
        }
        if end != nil || position != nil { position = start }
        if isLast, let end { trimmedSamples = Int(min(max(0, start - end), length)) }
        return placed
    }
}
